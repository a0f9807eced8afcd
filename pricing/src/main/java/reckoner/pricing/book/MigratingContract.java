package reckoner.pricing.book;

import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Period;
import reckoner.pricing.model.Usage;

/**
 * A contract as far as a migration needs it.
 *
 * @param pinnedVersion of the book that is migrated
 * @param rule when it is to get another version
 * @param dates when it may get another version
 * @param ladder its prices of today
 * @param expected at least one for each product that the contract has; a quantity may be 0
 */
public record MigratingContract(
    String key,
    int pinnedVersion,
    Currency currency,
    MigrationRule rule,
    MigrationDates dates,
    Ladder ladder,
    List<Expected> expected) {
  public MigratingContract {
    expected = List.copyOf(expected);
  }

  /**
   * What is still expected of a product in a period.
   *
   * @param period null for whichever it is: the new version is asked when it begins to hold
   * @param usage its quantity and dimensions; its time does not matter
   */
  public record Expected(String product, @Nullable Period period, Usage usage) {}
}
