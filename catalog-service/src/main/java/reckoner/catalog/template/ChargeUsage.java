package reckoner.catalog.template;

import java.math.BigDecimal;
import java.util.List;
import reckoner.proto.catalog.v1.ChargeUse;
import reckoner.proto.catalog.v1.OfferCharge;
import reckoner.proto.pricing.v1.MeasureUsageRequest;
import reckoner.proto.pricing.v1.Usage;

/** What of a charge is priced: what was ordered, what was used, or what a meter makes of events. */
final class ChargeUsage {
  private final Computations computations;
  private final TemplateOffer of;
  private final ExamplePeriod period;

  ChargeUsage(Computations computations, TemplateOffer of, ExamplePeriod period) {
    this.computations = computations;
    this.of = of;
    this.period = period;
  }

  /** None where nothing was ordered or used; each has its time. */
  List<Usage> of(OfferCharge charge, ChargeUse use) {
    if (use.getUsageCount() > 0) {
      return use.getUsageList().stream().map(this::timed).toList();
    }
    if (use.getReadingsCount() > 0) {
      return List.of(quantity(measured(charge, use)));
    }
    if (!use.getQuantity().isEmpty()) {
      return unlessNothing(charge, use.getQuantity());
    }
    if (!of.isOrdered(charge.getProduct())) {
      return List.of();
    }
    return unlessNothing(charge, charge.getQuantity().isEmpty() ? "1" : charge.getQuantity());
  }

  private List<Usage> unlessNothing(OfferCharge charge, String quantity) {
    return of.isOrdered(charge.getProduct()) && new BigDecimal(quantity).signum() == 0
        ? List.of()
        : List.of(quantity(quantity));
  }

  private Usage quantity(String quantity) {
    return timed(Usage.newBuilder().setQuantity(quantity).build());
  }

  private Usage timed(Usage usage) {
    return usage.hasTime() ? usage : usage.toBuilder().setTime(period.startTime()).build();
  }

  private String measured(OfferCharge charge, ChargeUse use) {
    var meter = of.meterOf(charge.getProduct());
    return computations
        .measureUsage(
            MeasureUsageRequest.newBuilder()
                .setAggregation(meter.getAggregation())
                .setStartTime(period.startTime())
                .setEndTime(period.endTime())
                .addAllEvents(use.getReadingsList())
                .build())
        .getQuantity();
  }
}
