package reckoner.rating;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reckoner.pricing.Period;

/**
 * What is reached once in each period, or once in a commitment's term.
 *
 * @param threshold key within the contract
 * @param limit what is to be reached, at exactly its value
 */
public record Threshold(String threshold, Limit limit) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** What is to be reached. */
  public sealed interface Limit {}

  /**
   * Money of a period.
   *
   * @param charge that counts; none for the whole contract
   */
  public record OfAmount(Optional<String> charge, BigDecimal amount) implements Limit {}

  /**
   * Units of a period before the allowance.
   *
   * @param tokenClass of model usage; empty for a meter
   */
  public record OfQuantity(String charge, String tokenClass, BigDecimal quantity)
      implements Limit {}

  /**
   * A part of a commitment (RULES F5).
   *
   * @param charges that count
   * @param term in which spend adds up; none for each period by itself
   */
  public record OfCommitment(
      BigDecimal amount, BigDecimal percent, Set<String> charges, Optional<Period> term)
      implements Limit {
    public OfCommitment {
      charges = Set.copyOf(charges);
    }
  }

  /** The term in which it is reached once; none where that is each period. */
  public Optional<Period> term() {
    return switch (limit) {
      case OfCommitment commitment -> commitment.term();
      case OfAmount _, OfQuantity _ -> Optional.empty();
    };
  }

  /** What counts of the periods in which it is reached once. */
  public BigDecimal countedOf(List<SpendSnapshot> periods) {
    return periods.stream().map(this::countedOf).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private BigDecimal countedOf(SpendSnapshot spend) {
    return switch (limit) {
      case OfAmount(var charge, var _) ->
          charge.map(only -> spend.amountOf(Set.of(only))).orElseGet(spend::amount);
      case OfQuantity(var charge, var tokenClass, var _) -> spend.quantityOf(charge, tokenClass);
      case OfCommitment commitment -> spend.amountOf(commitment.charges());
    };
  }

  /** Whether so much is at or above it; exact, without a division. */
  public boolean isReachedBy(BigDecimal counted) {
    return switch (limit) {
      case OfAmount(var _, var amount) -> counted.compareTo(amount) >= 0;
      case OfQuantity(var _, var _, var quantity) -> counted.compareTo(quantity) >= 0;
      case OfCommitment commitment ->
          counted.multiply(HUNDRED).compareTo(commitment.amount().multiply(commitment.percent()))
              >= 0;
    };
  }
}
