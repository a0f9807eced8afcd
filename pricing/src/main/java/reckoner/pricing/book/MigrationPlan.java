package reckoner.pricing.book;

import java.util.Map;

/**
 * How the contracts of one version of a book come to another.
 *
 * @param rung where the book stands on their ladders
 * @param fromVersion what the contracts pin that are concerned
 * @param byContract exceptions by the contract's key; they go before those by customer, these
 *     before those by segment, these before {@code otherwise}
 */
public record MigrationPlan(
    Rung rung,
    int fromVersion,
    int toVersion,
    PriceBook to,
    MigrationRule otherwise,
    Map<String, MigrationRule> bySegment,
    Map<String, MigrationRule> byCustomer,
    Map<String, MigrationRule> byContract) {
  public MigrationPlan {
    if (rung.multiplies()) {
      throw new IllegalArgumentException("a book with prices is migrated, not " + rung.words());
    }
    if (fromVersion == toVersion) {
      throw new IllegalArgumentException("a migration is to another version: " + toVersion);
    }
    bySegment = Map.copyOf(bySegment);
    byCustomer = Map.copyOf(byCustomer);
    byContract = Map.copyOf(byContract);
  }

  /** The rule for a contract. */
  MigrationRule rule(MigratingContract contract) {
    var own = byContract.get(contract.key());
    if (own != null) {
      return own;
    }
    var customers = byCustomer.get(contract.customer());
    if (customers != null) {
      return customers;
    }
    var segment = contract.segment();
    return segment == null ? otherwise : bySegment.getOrDefault(segment, otherwise);
  }
}
