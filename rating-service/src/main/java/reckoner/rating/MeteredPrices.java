package reckoner.rating;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.LadderPrice;
import reckoner.pricing.book.PinnedBook;
import reckoner.pricing.book.PriceIndex;
import reckoner.pricing.model.PriceFault;
import reckoner.pricing.model.Trace;
import reckoner.pricing.model.Usage;
import reckoner.rating.ContractTerms.Metered;

/** The ladders of metered charges as of one position of the catalog (RULES D1, D2). */
final class MeteredPrices {
  private final Catalog catalog;
  private final String tenant;
  private final long position;
  // by identity: terms are read once and kept
  private final IdentityHashMap<Metered, Ladder> ladders = new IdentityHashMap<>();

  MeteredPrices(Catalog catalog, String tenant, long position) {
    this.catalog = catalog;
    this.tenant = tenant;
    this.position = position;
  }

  /** Asks the catalog, once for each charge. */
  Ladder ladder(Metered terms) {
    return ladders.computeIfAbsent(terms, this::built);
  }

  private Ladder built(Metered terms) {
    var ladder = terms.agreed();
    for (var pin : terms.books().entrySet()) {
      var versions = new ArrayList<PriceIndex<BookEntry>>();
      versions.add(version(pin.getValue()));
      if (!terms.pinnedOnly()) {
        catalog
            .laterVersions(tenant, pin.getValue(), position)
            .forEach(later -> versions.add(version(later)));
      }
      ladder = ladder.withPrices(pin.getKey(), new PinnedBook<>(versions));
    }
    return ladder;
  }

  private PriceIndex<BookEntry> version(Catalog.PinnedBook book) {
    return catalog
        .book(tenant, book)
        .orElseThrow(() -> new IllegalStateException("a pinned book is never unpublished: " + book))
        .prices();
  }

  /** The price that applies to usage; null where there is none. */
  @Nullable LadderPrice find(Metered terms, Usage usage) {
    return ladder(terms).find(terms.product(), usage.dimensions(), usage.time());
  }

  /** Why the event has no price; empty where it has one. */
  Optional<RatingReason> unpriced(Metered terms, UsageEvent event) {
    try {
      var counted = terms.meter().usage(event);
      if (counted.isEmpty()) {
        return Optional.of(RatingReason.QUANTITY_MISSING);
      }
      var usage = counted.get();
      var price = find(terms, usage);
      if (price == null) {
        return Optional.of(RatingReason.NO_PRICE);
      }
      if (terms.meter().isAdditive()) {
        price.entry().terms().price().amount(List.of(usage), Trace.off());
      }
      return Optional.empty();
    } catch (PriceFault fault) {
      return Optional.of(reason(fault));
    }
  }

  static RatingReason reason(PriceFault fault) {
    return fault.code() == PriceFault.Code.QUANTITY_MISSING
        ? RatingReason.QUANTITY_MISSING
        : RatingReason.NO_PRICE;
  }
}
