package reckoner.rating.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.time.Duration;
import reckoner.rating.TermsRevisions;
import reckoner.rating.UsageLedger;

/** As they were at most a second ago, for what stores nothing by them. */
@Singleton
class RecentTermsRevisions implements TermsRevisions {
  private static final Duration AGE_MAX = Duration.ofSeconds(1);
  private static final long TENANTS_MAX = 10_000;

  private final UsageLedger ledgers;
  private final Cache<String, Integer> recent =
      Caffeine.newBuilder().maximumSize(TENANTS_MAX).expireAfterWrite(AGE_MAX).build();

  RecentTermsRevisions(UsageLedger ledgers) {
    this.ledgers = ledgers;
  }

  @Override
  public int of(String tenant) {
    return recent.get(tenant, ledgers::termsRevision);
  }
}
