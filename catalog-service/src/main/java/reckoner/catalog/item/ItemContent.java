package reckoner.catalog.item;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.PriceBook;

/**
 * What the catalog itself must know of a valid item; all of it stands in the form in which it was
 * written ({@link Written}).
 */
public sealed interface ItemContent {
  /**
   * What is sold.
   *
   * @param unit what one of it is called
   */
  record Product(String unit, @Nullable String meter, @Nullable String outcomeDefinition)
      implements ItemContent {}

  /**
   * How usage is counted.
   *
   * @param meters those of its formula
   */
  record Meter(Set<String> meters) implements ItemContent {
    public Meter {
      meters = Set.copyOf(meters);
    }
  }

  /**
   * What products cost.
   *
   * @param entries as they were written, each at the place of its price in the book
   */
  record Prices(String currency, Audience audience, PriceBook book, List<byte[]> entries)
      implements ItemContent {
    public Prices {
      entries = List.copyOf(entries);
    }

    Set<String> products() {
      return book.entries().stream().map(BookEntry::product).collect(Collectors.toSet());
    }
  }

  /** What is sold together. */
  record Offer(Set<String> products, Set<String> entitlements, Set<String> creditUnits)
      implements ItemContent {
    public Offer {
      products = Set.copyOf(products);
      entitlements = Set.copyOf(entitlements);
      creditUnits = Set.copyOf(creditUnits);
    }
  }

  /** A unit of credit. */
  record CreditUnit() implements ItemContent {}

  /** What usage costs us. */
  record CostBook(Set<String> meters) implements ItemContent {
    public CostBook {
      meters = Set.copyOf(meters);
    }
  }

  /** A result that is charged. */
  record OutcomeDefinition() implements ItemContent {}

  /** What a buyer may do. */
  record Entitlement(@Nullable String meter) implements ItemContent {}

  /** How contracts come from one version of a price book to another. */
  record MigrationPlan(
      String priceBook, int fromVersion, int toVersion, MigrationTime when, List<Rule> rules)
      implements ItemContent {
    public MigrationPlan {
      rules = List.copyOf(rules);
    }

    private List<Reference> versions() {
      var book = new ItemName(ItemKind.PRICE_BOOK, priceBook);
      return List.of(new Reference(book, fromVersion, false), new Reference(book, toVersion, true));
    }

    /** Contracts that move at another time; the first that names a contract holds. */
    public record Rule(Whom whom, String key, MigrationTime when) {}

    /** What a rule names. */
    public enum Whom {
      CONTRACT,
      CUSTOMER,
      SEGMENT
    }
  }

  /** When a contract gets a version. */
  enum MigrationTime {
    NOW,
    NEXT_PERIOD,
    RENEWAL,
    NEVER
  }

  /** What it names, each once, in order. */
  default List<Reference> references() {
    return switch (this) {
      case Product(_, var meter, var outcome) ->
          Stream.concat(
                  optional(ItemKind.METER, meter), optional(ItemKind.OUTCOME_DEFINITION, outcome))
              .toList();
      case Meter(var meters) -> all(ItemKind.METER, meters).toList();
      case Prices prices -> all(ItemKind.PRODUCT, prices.products()).toList();
      case Offer(var products, var entitlements, var creditUnits) ->
          Stream.of(
                  all(ItemKind.PRODUCT, products),
                  all(ItemKind.ENTITLEMENT, entitlements),
                  all(ItemKind.CREDIT_UNIT, creditUnits))
              .flatMap(named -> named)
              .toList();
      case CostBook(var meters) -> all(ItemKind.METER, meters).toList();
      case Entitlement(var meter) -> optional(ItemKind.METER, meter).toList();
      case MigrationPlan plan -> plan.versions();
      case CreditUnit(), OutcomeDefinition() -> List.of();
    };
  }

  private static Stream<Reference> all(ItemKind kind, Set<String> keys) {
    return new TreeSet<>(keys).stream().map(key -> Reference.to(kind, key));
  }

  private static Stream<Reference> optional(ItemKind kind, @Nullable String key) {
    return key == null ? Stream.empty() : Stream.of(Reference.to(kind, key));
  }
}
