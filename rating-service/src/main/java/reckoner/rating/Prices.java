package reckoner.rating;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.book.LadderPrice;
import reckoner.pricing.model.Usage;
import reckoner.rating.ContractTerms.Metered;
import reckoner.rating.Pricing.Counting;
import reckoner.rating.Pricing.Covered;
import reckoner.rating.Pricing.Uncovered;

/**
 * Prices as of several positions of the catalog, ascending: adding the missing price is the cure of
 * usage that the first does not cover, whenever it is added (RULES D5).
 */
record Prices(List<Pricing> positions) {
  Prices {
    positions = List.copyOf(positions);
  }

  /**
   * Where prices come from.
   *
   * @param costPosition of the catalog, at which contracts that rate late costs see them (RULES D3)
   */
  record Source(Catalog catalog, String tenant, long costPosition) {
    private Pricing at(long position) {
      return new Pricing(catalog, tenant, position, Math.max(position, costPosition));
    }
  }

  /** Prices at these positions; those that come twice, and 0 for none, are left out. */
  static Prices at(Source source, long first, long... later) {
    var positions = new ArrayList<>(List.of(source.at(first)));
    for (long position : later) {
      if (position > positions.getLast().position()) {
        positions.add(source.at(position));
      }
    }
    return new Prices(positions);
  }

  /** What a charge makes of an event, and the position that says so. */
  record Counted(Counting counting, Pricing by) {}

  /** The price of metered usage, and the position that says so. */
  record Found(LadderPrice price, Pricing by) {}

  /** The first price that applies to usage; null where there is none. */
  @Nullable Found find(Metered terms, Usage usage) {
    for (var pricing : positions) {
      var price = pricing.metered().find(terms, usage);
      if (price != null) {
        return new Found(price, pricing);
      }
    }
    return null;
  }

  Pricing first() {
    return positions.getFirst();
  }

  /** What each charge that counts the event makes of it. */
  List<Counted> rate(UsageCharges charges, UsageEvent event) {
    var counted = new ArrayList<Counted>(1);
    for (var counting : first().rate(charges, event)) {
      var later = counting instanceof Uncovered none ? later(none, charges, event) : null;
      counted.add(later == null ? new Counted(counting, first()) : later);
    }
    return counted;
  }

  private @Nullable Counted later(Uncovered none, UsageCharges charges, UsageEvent event) {
    for (var pricing : positions.subList(1, positions.size())) {
      for (var counting : pricing.rate(charges, event)) {
        if (counting instanceof Covered covered && covered.charge().equals(none.charge())) {
          return new Counted(covered, pricing);
        }
      }
    }
    return null;
  }
}
