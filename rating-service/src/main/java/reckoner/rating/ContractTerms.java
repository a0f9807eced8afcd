package reckoner.rating;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reckoner.pricing.Period;
import reckoner.pricing.TokenClass;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.Rung;

/**
 * What rating needs of a contract, by value.
 *
 * @param usageGrace how long after a period's end usage still belongs to its close (RULES B5)
 */
public record ContractTerms(
    String contract,
    String customer,
    ZoneId zone,
    Currency currency,
    List<Period> periods,
    List<Charge> charges,
    Instant activateTime,
    Duration usageGrace,
    List<RateLimit> rateLimits) {
  /** The grace where a contract does not say. */
  public static final Duration GRACE_UNSAID = Duration.ofHours(24);

  /** One charge, in document order. */
  public record Charge(String charge, String displayName, Terms terms) {
    /** Whether it counts what a gauge holds, which grows as time passes. */
    boolean isOfGauge() {
      return terms instanceof Metered metered
          && MeterTerms.isOfGauge(metered.meter().aggregation());
    }
  }

  /** How a charge is priced. */
  public sealed interface Terms {}

  /**
   * Priced from a pinned price book; free units for each model and period on its own.
   *
   * @param ratesLateCosts whether costs that are learned after the close rate its usage again
   *     (RULES D3)
   */
  public record ModelUsage(
      Catalog.PinnedBook book, Map<TokenClass, BigDecimal> allowances, boolean ratesLateCosts)
      implements Terms {
    public ModelUsage {
      allowances = Map.copyOf(allowances);
    }
  }

  /**
   * Usage that a meter counts.
   *
   * @param product what is sold
   * @param agreed the rungs of the contract's own prices
   * @param books the pinned versions of the books on the other rungs
   * @param pinnedOnly whether entries that later versions add are not followed (RULES D1)
   * @param costBook the pinned version of what its usage costs us; none where that is unknown
   * @param stated the terms as they came
   */
  public record Metered(
      String product,
      MeterTerms meter,
      Ladder agreed,
      Map<Rung, Catalog.PinnedBook> books,
      boolean pinnedOnly,
      Optional<Catalog.PinnedBook> costBook,
      byte[] stated)
      implements Terms {
    public Metered {
      books = Map.copyOf(books);
    }

    /** Whether each of its events may have a cost: a quantity of a period is no event's. */
    boolean hasCosts() {
      return costBook.isPresent() && meter.isAdditive();
    }
  }

  /** A fixed amount for each whole period, in arrears. */
  public record Recurring(BigDecimal amount) implements Terms {}

  public ContractTerms {
    periods = List.copyOf(periods);
    charges = List.copyOf(charges);
    rateLimits = List.copyOf(rateLimits);
  }

  /** End plus grace, or activation plus grace where the period ended before the activation. */
  public Instant cutoffOf(Period period) {
    var late = !activateTime.isBefore(period.end());
    return (late ? activateTime : period.end()).plus(usageGrace);
  }

  /** Whether a period opens with something. */
  boolean hasGauges() {
    return charges.stream().anyMatch(Charge::isOfGauge);
  }

  /** What usage is counted by. */
  public UsageCharges usageCharges() {
    return UsageCharges.of(charges);
  }
}
