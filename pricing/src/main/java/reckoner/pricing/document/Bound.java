package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.Optional;
import reckoner.pricing.Decimals;

/**
 * The least and the most that the lines of a scope come to together, after discounts (RULES E3).
 *
 * @param id key of the true-up line, where there is one
 * @param minimum 0 or more, prorated by the caller; empty for none
 * @param maximum 0 or more and not below the minimum; empty for none
 */
public record Bound(
    String id, Scope scope, Optional<BigDecimal> minimum, Optional<BigDecimal> maximum) {
  public Bound {
    minimum = minimum.map(Decimals::normalise);
    maximum = maximum.map(Decimals::normalise);
    if (minimum.isPresent() && minimum.get().signum() < 0) {
      throw new IllegalArgumentException(
          "a minimum is 0 or more: " + id + " " + Decimals.plain(minimum.get()));
    }
    if (maximum.isPresent() && maximum.get().signum() < 0) {
      throw new IllegalArgumentException(
          "a maximum is 0 or more: " + id + " " + Decimals.plain(maximum.get()));
    }
    if (minimum.isPresent() && maximum.isPresent() && minimum.get().compareTo(maximum.get()) > 0) {
      throw new IllegalArgumentException(
          "a minimum is not above its maximum: %s %s %s"
              .formatted(id, Decimals.plain(minimum.get()), Decimals.plain(maximum.get())));
    }
  }
}
