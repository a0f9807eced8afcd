package reckoner.rating;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rate limits of contracts, as of a second ago. */
public interface RateLimits {
  /** Those of one contract. */
  record OfContract(String contract, List<RateLimit> limits) {
    public OfContract {
      limits = List.copyOf(limits);
    }
  }

  /**
   * Of the contract that covers a customer at an instant; throws {@link RateBuckets.Unreachable}
   * where nobody has asked for it yet and it cannot be read.
   */
  Optional<OfContract> of(String tenant, String customer, Instant time);
}
