package reckoner.standalone.calc;

import java.util.ArrayList;
import java.util.List;
import reckoner.proto.pricing.v1.MeasureUsageResponse;
import reckoner.proto.pricing.v1.MeasureUsageResponse.Measured;

/** Measured quantities for a person. */
final class MeasureWords {
  private MeasureWords() {}

  static List<String> of(MeasureUsageResponse measured) {
    var words = new ArrayList<String>();
    add(words, "", measured.getMeasured());
    return words;
  }

  private static void add(List<String> words, String indent, Measured measured) {
    var how =
        switch (measured.getHowCase()) {
          case COUNTED -> "of %d events".formatted(measured.getCounted().getEvents());
          case PICKED -> "chosen of %d".formatted(measured.getPicked().getEvents());
          case QUOTIENT ->
              "%s ÷ %s"
                  .formatted(
                      measured.getQuotient().getDividend(), measured.getQuotient().getDivisor());
          case RANKED ->
              "at rank %d of %d"
                  .formatted(measured.getRanked().getRank(), measured.getRanked().getEvents());
          case HELD ->
              "%s ÷ %s seconds"
                  .formatted(measured.getHeld().getValueSeconds(), measured.getHeld().getSeconds());
          case BUCKETED -> "of %d buckets".formatted(measured.getBucketed().getBucketsCount());
          case HOW_NOT_SET -> "";
        };
    words.add(indent + measured.getQuantity() + ", " + how);
    if (measured.hasBucketed()) {
      measured
          .getBucketed()
          .getBucketsList()
          .forEach(bucket -> add(words, indent + "  ", bucket.getMeasured()));
    }
  }
}
