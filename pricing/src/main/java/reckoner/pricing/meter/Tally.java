package reckoner.pricing.meter;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.meter.Measured.Counted;
import reckoner.pricing.meter.Measured.Picked;
import reckoner.pricing.meter.Measured.Quotient;
import reckoner.pricing.model.Usage;

/**
 * What can be kept up to date event by event without looking back. Events may come in any order,
 * and tallies of some be added up in any order.
 *
 * @param least the lowest quantity, the earliest of several
 * @param greatest the highest quantity, the earliest of several
 * @param last the last event by event time
 */
public record Tally(
    long events,
    BigDecimal sum,
    @Nullable Extreme least,
    @Nullable Extreme greatest,
    @Nullable Mark last) {
  public static final Tally NONE = new Tally(0, BigDecimal.ZERO, null, null, null);

  /** A quantity that no other event exceeds, or none goes below. */
  public record Extreme(BigDecimal quantity, Instant time) {
    public Extreme {
      quantity = Decimals.normalise(quantity);
    }
  }

  public Tally {
    boolean none = events == 0;
    if (events < 0
        || none != (least == null)
        || none != (greatest == null)
        || none != (last == null)) {
      throw new IllegalArgumentException("a tally of %d events".formatted(events));
    }
    sum = Decimals.normalise(sum);
  }

  /** Of one event. */
  public static Tally of(Mark event) {
    var extreme = new Extreme(event.quantity(), event.time());
    return new Tally(1, event.quantity(), extreme, extreme, event);
  }

  /** Of events in order of arrival, which decides between those of one instant. */
  public static Tally of(List<Usage> events) {
    var tally = NONE;
    for (var event : events) {
      tally = tally.with(new Mark(event.time(), "", event.quantity()));
    }
    return tally;
  }

  /** With one event more; of equal marks it is the last. */
  public Tally with(Mark event) {
    return plus(of(event));
  }

  /** Of the events of both; of equal marks the other's is the last. */
  public Tally plus(Tally other) {
    return new Tally(
        events + other.events,
        sum.add(other.sum),
        better(least, other.least, -1),
        better(greatest, other.greatest, 1),
        last == null || (other.last != null && last.compareTo(other.last) <= 0)
            ? other.last
            : last);
  }

  private static @Nullable Extreme better(
      @Nullable Extreme one, @Nullable Extreme other, int direction) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    int byQuantity = direction * other.quantity.compareTo(one.quantity);
    return byQuantity > 0 || (byQuantity == 0 && other.time.isBefore(one.time)) ? other : one;
  }

  public Counted summed() {
    return new Counted(events, sum);
  }

  public Counted counted() {
    return new Counted(events, BigDecimal.valueOf(events));
  }

  public Quotient averaged() {
    return new Quotient(sum, BigDecimal.valueOf(events));
  }

  public Picked min() {
    return picked(least);
  }

  public Picked max() {
    return picked(greatest);
  }

  public Picked latest() {
    return last == null
        ? new Picked(0, BigDecimal.ZERO, null)
        : new Picked(events, last.quantity(), last.time());
  }

  private Picked picked(@Nullable Extreme extreme) {
    return extreme == null
        ? new Picked(0, BigDecimal.ZERO, null)
        : new Picked(events, extreme.quantity, extreme.time);
  }
}
