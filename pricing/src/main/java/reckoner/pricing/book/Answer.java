package reckoner.pricing.book;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;

/**
 * Which price applies to an event, and why the others do not.
 *
 * @param price null where the event is unpriced, which is never a price of 0 (RULES D5)
 * @param rungs every rung of the ladder, the highest first
 */
public record Answer(
    String product,
    Map<String, String> dimensions,
    Instant time,
    @Nullable LadderPrice price,
    List<Judged> rungs) {
  /** A rung and what came of it. */
  public record Judged(Rung rung, Verdict verdict) {
    public String words() {
      return rung.words() + ": " + verdict.words();
    }
  }

  public Answer {
    dimensions = Map.copyOf(dimensions);
    rungs = List.copyOf(rungs);
  }

  /** One sentence for a person; the rungs have one each. */
  public String words() {
    var event = "%s at %s".formatted(DatedEntry.cell(product, dimensions), time);
    if (price == null) {
      return "%s is unpriced: no rung of the ladder has a price for it".formatted(event);
    }
    var multiplier = price.multiplier();
    return multiplier == null
        ? "%s is priced by %s of the %s".formatted(event, price.entry().key(), price.rung().words())
        : "%s is priced by %s of the list × %s, %s of the %s"
            .formatted(
                event,
                price.entry().key(),
                Decimals.plain(multiplier.multiplier()),
                multiplier.key(),
                price.rung().words());
  }
}
