package reckoner.standalone.calc;

import java.util.List;
import java.util.stream.Stream;
import reckoner.proto.pricing.v1.ChargeRecurringResponse;
import reckoner.proto.pricing.v1.PriceOrderResponse;

/** Recurring charges for a person. */
final class RecurringWords {
  private RecurringWords() {}

  static List<String> of(ChargeRecurringResponse charged) {
    return Stream.concat(
            charged.getLinesList().stream()
                .map(line ->
                    "%s to %s: %s × %d/%d = exactly %s, rounded %s"
                        .formatted(
                            line.getStart(),
                            line.getEnd(),
                            line.getWholeAmount(),
                            line.getProration().getNumerator(),
                            line.getProration().getDenominator(),
                            line.getAmountExact(),
                            line.getAmount())),
            Stream.of("together " + charged.getTotal()))
        .toList();
  }

  static List<String> of(PriceOrderResponse order) {
    return Stream.concat(
            order.getLinesList().stream()
                .map(line ->
                    "%s to %s: %d/%d, exactly %s, rounded %s"
                        .formatted(
                            line.getStart(),
                            line.getEnd(),
                            line.getProration().getNumerator(),
                            line.getProration().getDenominator(),
                            line.getAmountExact(),
                            line.getAmount())),
            Stream.of("together " + order.getTotal()))
        .toList();
  }
}
