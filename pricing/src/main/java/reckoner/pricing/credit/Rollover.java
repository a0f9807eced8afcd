package reckoner.pricing.credit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import reckoner.pricing.Decimals;

/**
 * How much of what is unused at a renewal goes into the next period (RULES F6).
 *
 * @param share 0 to 1
 * @param cap most that rolls; empty for none
 */
public record Rollover(Base base, BigDecimal share, Optional<BigDecimal> cap) {
  /** Of what the share is taken. */
  public enum Base {
    ORIGINAL,
    UNUSED
  }

  /** rolled plus lapsed is what was unused. */
  public record Parts(BigDecimal rolled, BigDecimal lapsed) {}

  public Rollover {
    if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("a share is 0 to 1: " + Decimals.plain(share));
    }
    share = Decimals.normalise(share);
    cap = cap.map(Decimals::normalise);
    if (cap.isPresent() && cap.get().signum() < 0) {
      throw new IllegalArgumentException("a cap is 0 or more: " + Decimals.plain(cap.get()));
    }
  }

  /** A share of the original amount, without a cap. */
  public static Rollover ofOriginal(BigDecimal share) {
    return new Rollover(Base.ORIGINAL, share, Optional.empty());
  }

  /**
   * @param unused 0 to the original
   * @param isLastPeriod whether no period follows; then nothing rolls
   */
  public Parts split(BigDecimal original, BigDecimal unused, boolean isLastPeriod) {
    if (unused.signum() < 0 || unused.compareTo(original) > 0) {
      throw new IllegalArgumentException(
          "what is unused is 0 to the original: %s of %s"
              .formatted(Decimals.plain(unused), Decimals.plain(original)));
    }
    if (isLastPeriod) {
      return new Parts(BigDecimal.ZERO, Decimals.normalise(unused));
    }
    var most =
        switch (base) {
          case ORIGINAL -> original.multiply(share);
          case UNUSED -> unused.multiply(share);
        };
    var rolled = cap.map(most::min).orElse(most).min(unused);
    return new Parts(Decimals.normalise(rolled), Decimals.normalise(unused.subtract(rolled)));
  }

  /** The next period as the rolled grant sees it. */
  public record Next(String grant, long created, Instant start, Optional<Instant> expiry) {}

  /** What became of a grant at its renewal; {@code rolled} is empty where nothing rolled. */
  public record Renewal(Parts parts, Grant old, Optional<Grant> rolled) {}

  /** Moves a share into a grant of its own, which keeps scope, priority and cost basis. */
  public Renewal renew(Grant grant, Next next) {
    var parts = split(grant.original(), grant.remaining(), false);
    var rolled =
        parts.rolled().signum() == 0
            ? Optional.<Grant>empty()
            : Optional.of(
                new Grant(
                    next.grant(),
                    grant.priority(),
                    typeOfRolled(grant.type()),
                    grant.kind(),
                    grant.costBasis(),
                    next.created(),
                    next.start(),
                    next.expiry(),
                    grant.eligibility(),
                    parts.rolled(),
                    parts.rolled()));
    return new Renewal(parts, grant.with(BigDecimal.ZERO), rolled);
  }

  private static Grant.Type typeOfRolled(Grant.Type type) {
    return switch (type) {
      case PREPAID, PREPAID_ROLLOVER -> Grant.Type.PREPAID_ROLLOVER;
      case POSTPAID, POSTPAID_ROLLOVER -> Grant.Type.POSTPAID_ROLLOVER;
      case LAST_ROLLOVER -> Grant.Type.LAST_ROLLOVER;
    };
  }
}
