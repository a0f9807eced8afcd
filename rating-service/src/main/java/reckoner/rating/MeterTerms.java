package reckoner.rating;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import reckoner.pricing.meter.Aggregation;
import reckoner.pricing.meter.Windows;
import reckoner.pricing.model.Usage;

/**
 * What is counted, by value.
 *
 * @param quantity name of the quantity that is aggregated; empty for the main one
 */
public record MeterTerms(String meter, Condition filter, Aggregation aggregation, String quantity) {
  /** Whether events are counted one by one, so that each has a part of the period's quantity. */
  public boolean isAdditive() {
    return switch (aggregation) {
      case Aggregation.Sum(), Aggregation.Count() -> true;
      case Aggregation.CountDistinct _,
          Aggregation.Min(),
          Aggregation.Max(),
          Aggregation.Latest(),
          Aggregation.Average(),
          Aggregation.Percentile _,
          Aggregation.TimeWeighted _,
          Aggregation.TimeAverage(),
          Aggregation.Peak(),
          Aggregation.Closing(),
          Aggregation.Windowed _ ->
          false;
    };
  }

  /**
   * Whether windows keep all that it measures. Every other one but sums and counts asks for the
   * events themselves, and is refused where a contract is registered.
   */
  public boolean isKept() {
    return !isAdditive() && Windows.keep(aggregation);
  }

  /** Whether it needs to know what was before the period's first event. */
  public static boolean isOfGauge(Aggregation aggregation) {
    return switch (aggregation) {
      case Aggregation.TimeWeighted _,
          Aggregation.TimeAverage(),
          Aggregation.Peak(),
          Aggregation.Closing() ->
          true;
      case Aggregation.Windowed windowed -> isOfGauge(windowed.each());
      case Aggregation.Sum(),
          Aggregation.Count(),
          Aggregation.CountDistinct _,
          Aggregation.Min(),
          Aggregation.Max(),
          Aggregation.Latest(),
          Aggregation.Average(),
          Aggregation.Percentile _ ->
          false;
    };
  }

  /** The event as prices see it; none where it lacks the quantity that is counted. */
  public Optional<Usage> usage(UsageEvent event) {
    if (event.modelUse().isEmpty()) {
      return counted(event, event.quantities())
          .map(counted ->
              new Usage(counted, event.eventTime(), event.dimensions(), event.quantities()));
    }
    var dimensions = new HashMap<>(event.dimensions());
    var quantities = new HashMap<>(event.quantities());
    event
        .modelUse()
        .ifPresent(use -> {
          dimensions.putIfAbsent("provider", use.provider());
          dimensions.putIfAbsent("model", use.model());
          use.units().forEach((units, number) -> quantities.put(units.wireName(), number));
        });
    return counted(event, quantities)
        .map(counted -> new Usage(counted, event.eventTime(), dimensions, quantities));
  }

  private Optional<BigDecimal> counted(UsageEvent event, Map<String, BigDecimal> quantities) {
    var each = Windows.each(aggregation);
    if (each instanceof Aggregation.Count || each instanceof Aggregation.CountDistinct) {
      return Optional.of(BigDecimal.ONE);
    }
    return quantity.isEmpty() ? event.quantity() : Optional.ofNullable(quantities.get(quantity));
  }
}
