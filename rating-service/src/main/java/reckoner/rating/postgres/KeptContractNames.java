package reckoner.rating.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import reckoner.rating.ContractNames;

/** Names of contracts, kept in memory: they never change. */
@Singleton
class KeptContractNames implements ContractNames {
  private static final long NAMES_MAX = 100_000;

  private final ContractNameRepository tables;
  private final Cache<Numbered, Named> names = Caffeine.newBuilder().maximumSize(NAMES_MAX).build();

  private record Numbered(String tenant, int number) {}

  KeptContractNames(ContractNameRepository tables) {
    this.tables = tables;
  }

  @Override
  public Named of(String tenant, int number) {
    return names.get(
        new Numbered(tenant, number),
        key -> {
          var row = tables.find(key.tenant(), key.number());
          return new Named(row.contract(), row.currency());
        });
  }
}
