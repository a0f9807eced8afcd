package reckoner.pricing.book;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.Period;
import reckoner.pricing.Rounding;
import reckoner.pricing.book.BookDifference.Cell;

/**
 * What a migration would do, contract by contract and in sum. Nothing is changed by it.
 *
 * @param contracts by their keys
 * @param totals over the contracts that move and are not blocked, by currency code
 */
public record MigrationPreview(List<Contract> contracts, SortedMap<String, Amounts> totals) {
  /** A contract and what becomes of it. */
  public record Contract(String key, Outcome outcome) {}

  /** What becomes of a contract. */
  public sealed interface Outcome {
    default String words() {
      return switch (this) {
        case Moves o ->
            "has the new version from %s, %d of %d expected lines change, %s"
                .formatted(
                    Figures.time(o.from),
                    o.lines.stream().filter(line -> !line.changes().isEmpty()).count(),
                    o.lines.size(),
                    o.amounts.words());
        case Blocked o ->
            "is blocked, the new version has no price for %s"
                .formatted(String.join(", ", o.missing.stream().map(Missing::words).toList()));
        case Grandfathered _ -> "keeps its version for good";
        case Ended o -> "ended at %s".formatted(Figures.time(o.end));
        case NotConcerned o -> "pins version %d and is not concerned".formatted(o.pinnedVersion);
      };
    }
  }

  /** It has the new version from an instant on. */
  public record Moves(Instant from, List<Line> lines, Amounts amounts) implements Outcome {}

  /** It would have the new version, which lacks prices that it has today. */
  public record Blocked(Instant from, List<Missing> missing) implements Outcome {}

  /** It stays, by the rule NEVER. */
  public record Grandfathered() implements Outcome {}

  /** It stays, because it has ended. */
  public record Ended(Instant end) implements Outcome {}

  /** It pins another version than the migration is from. */
  public record NotConcerned(int pinnedVersion) implements Outcome {}

  /** A product that the new version leaves without a price from a time on. */
  public record Missing(Cell cell, Instant time, String reason) {
    String words() {
      return "%s at %s (%s)".formatted(cell.words(), Figures.time(time), reason);
    }
  }

  /**
   * An expected line.
   *
   * @param period null where none was stated
   * @param amounts null where what is expected has no amount today: it is unpriced, or lacks a
   *     quantity that its price of today needs
   * @param changes of its price, in words; empty where it stays
   */
  public record Line(
      Cell cell, @Nullable Period period, @Nullable Amounts amounts, List<String> changes) {}

  /** Amounts before and after, exact and as they would be billed. */
  public record Amounts(
      BigDecimal beforeExact, BigDecimal afterExact, BigDecimal before, BigDecimal after) {
    public Amounts {
      beforeExact = Decimals.normalise(beforeExact);
      afterExact = Decimals.normalise(afterExact);
    }

    static Amounts none() {
      return new Amounts(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);
    }

    static Amounts of(BigDecimal before, BigDecimal after, Rounding rounding) {
      return new Amounts(before, after, rounding.round(before), rounding.round(after));
    }

    Amounts plus(Amounts other) {
      return new Amounts(
          beforeExact.add(other.beforeExact),
          afterExact.add(other.afterExact),
          before.add(other.before),
          after.add(other.after));
    }

    String words() {
      return "%s → %s".formatted(Figures.count(before), Figures.count(after));
    }
  }

  /** The preview at an instant; a later one may be another. */
  public static MigrationPreview of(
      MigrationPlan plan, List<MigratingContract> contracts, Instant now, PriceWords words) {
    var migration = new Migration(plan, now, words);
    var totals = new TreeMap<String, Amounts>();
    var outcomes = new ArrayList<Contract>();
    for (var contract :
        contracts.stream().sorted(Comparator.comparing(MigratingContract::key)).toList()) {
      var outcome = migration.of(contract);
      if (outcome instanceof Moves moves) {
        totals.merge(code(contract.currency()), moves.amounts(), Amounts::plus);
      }
      outcomes.add(new Contract(contract.key(), outcome));
    }
    return new MigrationPreview(List.copyOf(outcomes), totals);
  }

  private static String code(Currency currency) {
    return currency.getCurrencyCode();
  }
}
