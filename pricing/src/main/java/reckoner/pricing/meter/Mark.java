package reckoner.pricing.meter;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import reckoner.pricing.Decimals;

/**
 * What is kept of one event.
 *
 * @param id orders events of one instant, so that their order of arrival does not
 * @param quantity what it reports
 */
public record Mark(Instant time, String id, BigDecimal quantity) implements Comparable<Mark> {
  private static final Comparator<Mark> ORDER =
      Comparator.comparing(Mark::time).thenComparing(Mark::id);

  public Mark {
    quantity = Decimals.normalise(quantity);
  }

  @Override
  public int compareTo(Mark other) {
    return ORDER.compare(this, other);
  }
}
