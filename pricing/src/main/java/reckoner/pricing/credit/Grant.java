package reckoner.pricing.credit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

/**
 * An amount of credit and what is left of it.
 *
 * @param priority the lower number pays first
 * @param costBasis money paid for a unit of the grant; 0 for a gift
 * @param created place in the order in which grants were made
 * @param effective from then on it pays
 * @param expiry from then on it pays no more; empty for never
 * @param original 0 or more
 * @param remaining 0 to the original
 */
public record Grant(
    String id,
    int priority,
    Type type,
    Kind kind,
    Rate costBasis,
    long created,
    Instant effective,
    Optional<Instant> expiry,
    Eligibility eligibility,
    BigDecimal original,
    BigDecimal remaining) {

  public enum Kind {
    PROMOTIONAL,
    PAID
  }

  /** In the order in which {@link GrantOrder#TYPE} takes them. */
  public enum Type {
    POSTPAID_ROLLOVER,
    PREPAID_ROLLOVER,
    PREPAID,
    POSTPAID,
    /** A rollover that waits until everything else is used. */
    LAST_ROLLOVER
  }

  public Grant {
    original = Decimals.normalise(original);
    remaining = Decimals.normalise(remaining);
    if (remaining.signum() < 0 || remaining.compareTo(original) > 0) {
      throw new IllegalArgumentException(
          "what is left of a grant is 0 to what it was: %s %s of %s"
              .formatted(id, Decimals.plain(remaining), Decimals.plain(original)));
    }
    if (expiry.isPresent() && !effective.isBefore(expiry.get())) {
      throw new IllegalArgumentException(
          "a grant expires after its start: %s %s %s".formatted(id, effective, expiry.get()));
    }
  }

  public boolean isInForce(Instant time) {
    return !time.isBefore(effective) && !isExpired(time);
  }

  boolean isExpired(Instant time) {
    return expiry.isPresent() && !time.isBefore(expiry.get());
  }

  boolean mayPay(Charge charge) {
    return isInForce(charge.eventTime()) && eligibility.covers(charge);
  }

  Grant with(BigDecimal newRemaining) {
    return new Grant(
        id,
        priority,
        type,
        kind,
        costBasis,
        created,
        effective,
        expiry,
        eligibility,
        original,
        newRemaining);
  }
}
