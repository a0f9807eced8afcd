package reckoner.kit.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Period;
import reckoner.pricing.meter.Aggregation;
import reckoner.pricing.meter.Measured;
import reckoner.pricing.meter.PeriodUsage;
import reckoner.pricing.model.Usage;
import reckoner.proto.pricing.v1.MeasureUsageRequest;
import reckoner.proto.pricing.v1.MeasureUsageResponse;

/** Events of a period as one quantity. */
final class MeterMethods {
  private final Faults faults = new Faults();

  private MeterMethods() {}

  static MeasureUsageResponse measure(MeasureUsageRequest request) {
    return new MeterMethods().measured(request);
  }

  private MeasureUsageResponse measured(MeasureUsageRequest request) {
    var aggregation =
        new AggregationReader(faults).aggregation("aggregation", request.getAggregation());
    var start = Wire.instant(request.getStartTime());
    var end = Wire.instant(request.getEndTime());
    if (!start.isBefore(end)) {
      faults.add("end_time", "is not after start_time");
      faults.throwIfAny();
    }
    var period = new Period(start, end);
    var opening = faults.quantityOrZero("opening", request.getOpening());
    var events =
        events(
            new TermsReader(faults).usage("events", request.getEventsList()),
            request.getAggregation().getQuantity(),
            period);
    faults.throwIfAny();
    var measured = faults.made("end_time", () -> measure(aggregation, period, opening, events));
    faults.throwIfAny();
    return MeasuredWriter.response(measured.orElseThrow());
  }

  private static Measured measure(
      Aggregation aggregation, Period period, BigDecimal opening, List<Usage> events) {
    return aggregation.measure(new PeriodUsage(period, opening, events));
  }

  /** With the quantity that is measured in the place of the main one. */
  private List<Usage> events(List<Usage> read, String quantity, Period period) {
    var events = new ArrayList<Usage>(read.size());
    for (int i = 0; i < read.size(); i++) {
      var event = read.get(i);
      if (!period.contains(event.time())) {
        faults.add("events[%d].time".formatted(i), "is not in the period: " + event.time());
      }
      if (quantity.isEmpty()) {
        events.add(event);
        continue;
      }
      var value = event.quantities().get(quantity);
      if (value == null) {
        faults.add("events[%d].quantities".formatted(i), "lack \"%s\"".formatted(quantity));
      } else {
        events.add(new Usage(value, event.time(), event.dimensions(), event.quantities()));
      }
    }
    return events;
  }
}
