package reckoner.pricing.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One event, record or bucket that is priced.
 *
 * @param quantity what the price counts, 0 or more
 * @param time event time; decides daily windows and buckets
 * @param dimensions its properties, by name
 * @param quantities its other quantities, by name: what was transacted, what it cost us, how large
 *     the request was
 */
public record Usage(
    BigDecimal quantity,
    Instant time,
    Map<String, String> dimensions,
    Map<String, BigDecimal> quantities) {
  public Usage {
    requireNotNegative(quantity);
    dimensions = Map.copyOf(dimensions);
    quantities = Map.copyOf(quantities);
  }

  public static Usage of(BigDecimal quantity) {
    return new Usage(quantity, Instant.EPOCH, Map.of(), Map.of());
  }

  public static Usage of(BigDecimal quantity, Instant time) {
    return new Usage(quantity, time, Map.of(), Map.of());
  }

  public Usage withQuantity(BigDecimal other) {
    return new Usage(other, time, dimensions, quantities);
  }

  /** A quantity of this event by name; refused where it has none. */
  BigDecimal quantity(String name) {
    var value = quantities.get(name);
    if (value == null) {
      throw new PriceFault(
          PriceFault.Code.QUANTITY_MISSING, "the event of %s has no %s".formatted(time, name));
    }
    return value;
  }

  static BigDecimal sum(List<Usage> usage) {
    var sum = BigDecimal.ZERO;
    for (var one : usage) {
      sum = sum.add(one.quantity);
    }
    return sum;
  }

  static void requireNotNegative(BigDecimal quantity) {
    if (quantity.signum() < 0) {
      throw new PriceFault(
          PriceFault.Code.QUANTITY_NEGATIVE, "a quantity is 0 or more: " + quantity);
    }
  }
}
