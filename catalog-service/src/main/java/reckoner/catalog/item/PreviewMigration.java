package reckoner.catalog.item;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reckoner.catalog.item.ItemContent.MigrationPlan;
import reckoner.catalog.item.ItemContent.MigrationPlan.Rule;
import reckoner.catalog.item.ItemContent.MigrationTime;
import reckoner.pricing.Currencies;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.MigratingContract;
import reckoner.pricing.book.MigratingContract.Expected;
import reckoner.pricing.book.MigrationDates;
import reckoner.pricing.book.MigrationPreview;
import reckoner.pricing.book.MigrationPreview.Outcome;
import reckoner.pricing.book.MigrationRule;
import reckoner.pricing.book.PinnedBook;
import reckoner.pricing.book.PriceIndex;
import reckoner.pricing.book.Rung;

/** Shows what a migration plan does to contracts; nothing is stored. */
public final class PreviewMigration {
  private final ItemStore items;
  private final ItemForm form;

  public PreviewMigration(ItemStore items, ItemForm form) {
    this.items = items;
    this.form = form;
  }

  /**
   * A contract, as its owner states it.
   *
   * @param segment null for none
   */
  public record Contract(
      String key,
      String customer,
      @Nullable String segment,
      String book,
      int version,
      MigrationDates dates,
      List<Expected> expected) {
    public Contract {
      expected = List.copyOf(expected);
    }
  }

  /**
   * What the plan does.
   *
   * @param outcomes by the contract's key
   * @param differences between the versions, in words
   */
  public record Preview(
      Map<String, Outcome> outcomes, MigrationPreview sums, List<String> differences) {
    public Preview {
      outcomes = Map.copyOf(outcomes);
      differences = List.copyOf(differences);
    }
  }

  /** The plan that is in force for those who read it: its newest version. */
  public MigrationPlan published(String tenant, String key) {
    var name = new ItemName(ItemKind.MIGRATION_PLAN, key);
    var newest =
        items
            .newest(tenant, name)
            .orElseThrow(() -> ItemRefusals.versionUnknown(items, tenant, name, 1));
    if (form.content(items.versionContent(tenant, name, newest.number()))
        instanceof MigrationPlan plan) {
      return plan;
    }
    throw new IllegalStateException("is no migration plan: " + key);
  }

  /**
   * @param contracts each key once
   */
  public Preview run(
      String tenant, MigrationPlan plan, List<Contract> contracts, Instant execution) {
    var from = prices(tenant, plan, plan.fromVersion());
    var to = prices(tenant, plan, plan.toVersion());
    var words = new ProductWords(items, form, tenant, to.currency());
    var concerned =
        contracts.stream().filter(contract -> contract.book().equals(plan.priceBook())).toList();
    var sums =
        MigrationPreview.of(
            new reckoner.pricing.book.MigrationPlan(Rung.LIST, plan.fromVersion(), to.book()),
            migrating(plan, concerned, from),
            execution,
            words.any());
    var outcomes = new HashMap<String, Outcome>();
    for (var contract : contracts) {
      outcomes.put(contract.key(), new MigrationPreview.NotConcerned(contract.version()));
    }
    sums.contracts().forEach(contract -> outcomes.put(contract.key(), contract.outcome()));
    return new Preview(
        outcomes, sums, Sentences.bounded(words.differences(from.book(), to.book())));
  }

  private ItemContent.Prices prices(String tenant, MigrationPlan plan, int version) {
    var name = new ItemName(ItemKind.PRICE_BOOK, plan.priceBook());
    if (items.version(tenant, name, version).isEmpty()) {
      throw ItemRefusals.versionUnknown(items, tenant, name, version);
    }
    if (form.content(items.versionContent(tenant, name, version))
        instanceof ItemContent.Prices prices) {
      return prices;
    }
    throw new IllegalStateException("is no price book: " + name);
  }

  private static List<MigratingContract> migrating(
      MigrationPlan plan, List<Contract> contracts, ItemContent.Prices from) {
    var ladder = Ladder.empty().withPrices(Rung.LIST, PinnedBook.fixed(PriceIndex.of(from.book())));
    var currency = Currencies.of(from.currency());
    Function<Contract, MigratingContract> migrating =
        contract ->
            new MigratingContract(
                contract.key(),
                contract.version(),
                currency,
                rule(when(plan, contract)),
                contract.dates(),
                ladder,
                contract.expected());
    return contracts.stream().map(migrating).toList();
  }

  /** The first rule that names a contract holds. */
  private static MigrationTime when(MigrationPlan plan, Contract contract) {
    return plan.rules().stream()
        .filter(rule -> names(rule, contract))
        .map(Rule::when)
        .findFirst()
        .orElse(plan.when());
  }

  private static boolean names(Rule rule, Contract contract) {
    return switch (rule.whom()) {
      case CONTRACT -> rule.key().equals(contract.key());
      case CUSTOMER -> rule.key().equals(contract.customer());
      case SEGMENT -> rule.key().equals(contract.segment());
    };
  }

  private static MigrationRule rule(MigrationTime when) {
    return switch (when) {
      case NOW -> MigrationRule.NOW;
      case NEXT_PERIOD -> MigrationRule.NEXT_PERIOD;
      case RENEWAL -> MigrationRule.RENEWAL;
      case NEVER -> MigrationRule.NEVER;
    };
  }
}
