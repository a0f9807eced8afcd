package reckoner.kit.pricing;

import java.math.BigDecimal;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.pricing.meter.Measured;
import reckoner.proto.pricing.v1.MeasureUsageResponse;

/** What was measured, and what led to it, for the wire. */
final class MeasuredWriter {
  private MeasuredWriter() {}

  static MeasureUsageResponse response(Measured measured) {
    var wire = MeasureUsageResponse.newBuilder().setQuantity(plain(measured.quantity()));
    write(wire.getMeasuredBuilder(), measured);
    return wire.build();
  }

  private static void write(MeasureUsageResponse.Measured.Builder wire, Measured measured) {
    wire.setQuantity(plain(measured.quantity()));
    switch (measured) {
      case Measured.Counted m -> wire.getCountedBuilder().setEvents(m.events());
      case Measured.Picked m -> {
        var picked = wire.getPickedBuilder().setEvents(m.events());
        var time = m.time();
        if (time != null) {
          picked.setTime(Wire.timestamp(time));
        }
      }
      case Measured.Quotient m ->
          wire.getQuotientBuilder().setDividend(plain(m.dividend())).setDivisor(plain(m.divisor()));
      case Measured.Ranked m ->
          wire.getRankedBuilder()
              .setEvents(m.events())
              .setRank(m.rank())
              .setValue(plain(m.value()))
              .setNext(plain(m.next()))
              .setFraction(plain(m.fraction()));
      case Measured.Held m -> held(wire.getHeldBuilder(), m);
      case Measured.Bucketed m -> {
        var bucketed = wire.getBucketedBuilder();
        for (var bucket : m.buckets()) {
          var one =
              bucketed
                  .addBucketsBuilder()
                  .setStartTime(Wire.timestamp(bucket.period().start()))
                  .setEndTime(Wire.timestamp(bucket.period().end()));
          write(one.getMeasuredBuilder(), bucket.measured());
        }
        write(bucketed.getThenBuilder(), m.result());
      }
      case Measured.Evaluated _ ->
          throw new IllegalStateException("a formula over meters is refused when it is read");
    }
  }

  private static void held(MeasureUsageResponse.Held.Builder wire, Measured.Held held) {
    for (var segment : held.segments()) {
      wire.addSegmentsBuilder()
          .setStartTime(Wire.timestamp(segment.period().start()))
          .setEndTime(Wire.timestamp(segment.period().end()))
          .setValue(plain(segment.value()));
    }
    wire.setValueSeconds(plain(held.valueSeconds())).setSeconds(plain(held.seconds()));
  }

  private static String plain(BigDecimal value) {
    return Decimals.plain(value);
  }
}
