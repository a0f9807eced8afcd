package reckoner.pricing.meter;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.meter.Measured.Counted;
import reckoner.pricing.meter.Measured.Picked;
import reckoner.pricing.model.Usage;

/**
 * What can be kept up to date event by event without looking back. Events may come in any order;
 * only of several latest at one instant the order decides.
 *
 * @param least the event of the lowest quantity, the earliest of several
 * @param greatest the event of the highest quantity, the earliest of several
 * @param last the last event by event time
 */
public record Tally(
    long events,
    BigDecimal sum,
    @Nullable Usage least,
    @Nullable Usage greatest,
    @Nullable Usage last) {
  public static final Tally NONE = new Tally(0, BigDecimal.ZERO, null, null, null);

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

  /** Of events in order of arrival. */
  public static Tally of(List<Usage> events) {
    var tally = NONE;
    for (var event : events) {
      tally = tally.with(event);
    }
    return tally;
  }

  public Tally with(Usage event) {
    return new Tally(
        events + 1,
        sum.add(event.quantity()),
        least == null || isBefore(event, least, event.quantity().compareTo(least.quantity()))
            ? event
            : least,
        greatest == null
                || isBefore(event, greatest, greatest.quantity().compareTo(event.quantity()))
            ? event
            : greatest,
        last == null || !event.time().isBefore(last.time()) ? event : last);
  }

  public Counted summed() {
    return new Counted(events, sum);
  }

  public Counted counted() {
    return new Counted(events, BigDecimal.valueOf(events));
  }

  public Picked min() {
    return picked(least);
  }

  public Picked max() {
    return picked(greatest);
  }

  public Picked latest() {
    return picked(last);
  }

  private Picked picked(@Nullable Usage event) {
    return event == null ? new Picked(0, BigDecimal.ZERO, null) : Picked.of(events, event);
  }

  private static boolean isBefore(Usage event, Usage other, int byQuantity) {
    return byQuantity < 0 || (byQuantity == 0 && event.time().isBefore(other.time()));
  }
}
