package reckoner.rating.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.store.Transactions;
import reckoner.pricing.Period;
import reckoner.rating.RateBuckets;
import reckoner.rating.RateLimits;
import reckoner.rating.TermsRevisions;

/**
 * Limits of customers as of the tenant's revision of terms, which may be a second old. While the
 * database is out of reach, what was read before serves on.
 */
@Singleton
class RecentRateLimits implements RateLimits {
  private static final Logger LOG = LoggerFactory.getLogger(RecentRateLimits.class);
  private static final long CUSTOMERS_MAX = 50_000;

  private final RateLimitRepository tables;
  private final TermsRevisions revisions;
  private final Transactions transactions;
  private final Cache<Customer, Known> known =
      Caffeine.newBuilder().maximumSize(CUSTOMERS_MAX).build();

  RecentRateLimits(
      RateLimitRepository tables, TermsRevisions revisions, Transactions transactions) {
    this.tables = tables;
    this.revisions = revisions;
    this.transactions = transactions;
  }

  private record Customer(String tenant, String customer) {}

  private record Covered(Period term, OfContract limits) {}

  private record Known(int revision, List<Covered> contracts) {
    Optional<OfContract> at(Instant time) {
      return contracts.stream()
          .filter(covered -> covered.term().contains(time))
          .map(Covered::limits)
          .findFirst();
    }
  }

  @Override
  public Optional<OfContract> of(String tenant, String customer, Instant time) {
    var name = new Customer(tenant, customer);
    var before = known.getIfPresent(name);
    try {
      int revision = revisions.of(tenant);
      if (before == null || before.revision() != revision) {
        var read = transactions.read(() -> read(tenant, customer, revision));
        known.put(name, read);
        return read.at(time);
      }
    } catch (RuntimeException outage) {
      if (before == null) {
        LOG.warn("limits of {} are out of reach", customer, outage);
        throw new RateBuckets.Unreachable(outage);
      }
      LOG.warn("limits of {} are those that were read before", customer, outage);
    }
    return before.at(time);
  }

  private Known read(String tenant, String customer, int revision) {
    return new Known(
        revision,
        tables.terms(tenant, customer).stream()
            .map(row ->
                new Covered(
                    new Period(row.termStart(), row.termEnd()),
                    new OfContract(
                        row.contract(),
                        tables.find(tenant, row.contract()).stream()
                            .map(RateLimitRepository.LimitRow::limit)
                            .toList())))
            .toList());
  }
}
