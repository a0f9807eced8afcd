package reckoner.pricing.credit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Comparators of which the order of grants is composed (RULES F1): the first that differs wins. */
public enum GrantOrder {
  /** The lower number first. */
  PRIORITY,
  /** What never expires stands last. */
  SOONEST_EXPIRY,
  PROMOTIONAL_FIRST,
  OLDEST,
  ID,
  /** In the order of {@link Grant.Type}. */
  TYPE,
  LOWEST_COST_BASIS,
  /** What pays for any product stands last. */
  FEWEST_PRODUCTS,
  /** What names no dimension stands last. */
  FEWEST_DIMENSIONS,
  EARLIEST_START,
  LATEST_START;

  public static final List<GrantOrder> DEFAULT =
      List.of(PRIORITY, SOONEST_EXPIRY, PROMOTIONAL_FIRST, OLDEST, ID);

  /** The order of a list; ends with the id, so that it never depends on how grants were read. */
  public static Comparator<Grant> composed(List<GrantOrder> order) {
    return order.stream()
        .map(GrantOrder::comparator)
        .reduce((first, second) -> first.thenComparing(second))
        .map(composed -> composed.thenComparing(ID.comparator()))
        .orElse(ID.comparator());
  }

  private Comparator<Grant> comparator() {
    return switch (this) {
      case PRIORITY -> Comparator.comparingInt(Grant::priority);
      case SOONEST_EXPIRY -> Comparator.comparing(grant -> grant.expiry().orElse(Instant.MAX));
      case PROMOTIONAL_FIRST -> Comparator.comparing(Grant::kind);
      case OLDEST -> Comparator.comparingLong(Grant::created);
      case ID -> Comparator.comparing(Grant::id);
      case TYPE -> Comparator.comparing(Grant::type);
      case LOWEST_COST_BASIS -> GrantOrder::byCostBasis;
      case FEWEST_PRODUCTS ->
          Comparator.comparingInt(grant -> anyLast(grant.eligibility().products().size()));
      case FEWEST_DIMENSIONS ->
          Comparator.comparingInt(grant -> anyLast(grant.eligibility().dimensions().size()));
      case EARLIEST_START -> Comparator.comparing(Grant::effective);
      case LATEST_START -> Comparator.comparing(Grant::effective, Comparator.reverseOrder());
    };
  }

  /** Rates are not divided down (RULES A2): each amount is taken times the other's units. */
  private static int byCostBasis(Grant one, Grant other) {
    var a = one.costBasis();
    var b = other.costBasis();
    return a.amount()
        .multiply(BigDecimal.valueOf(b.per()))
        .compareTo(b.amount().multiply(BigDecimal.valueOf(a.per())));
  }

  private static int anyLast(int named) {
    return named == 0 ? Integer.MAX_VALUE : named;
  }
}
