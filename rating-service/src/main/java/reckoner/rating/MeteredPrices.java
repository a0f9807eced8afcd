package reckoner.rating;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.LadderPrice;
import reckoner.pricing.book.PinnedBook;
import reckoner.pricing.book.PriceIndex;
import reckoner.pricing.model.PriceFault;
import reckoner.pricing.model.Trace;
import reckoner.pricing.model.Usage;
import reckoner.rating.ContractTerms.Charge;
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

  /** What a metered charge makes of an event that it counts. */
  Pricing.Counting rate(Charge charge, UsageEvent event) {
    var terms = (Metered) charge.terms();
    var counted = terms.meter().usage(event);
    if (counted.isEmpty()) {
      return new Pricing.Uncovered(charge, RatingReason.QUANTITY_MISSING);
    }
    var usage = counted.get();
    var price = find(terms, usage);
    if (price == null) {
      return new Pricing.Uncovered(charge, RatingReason.NO_PRICE);
    }
    try {
      if (terms.meter().isAdditive()) {
        price.entry().terms().price().amount(List.of(usage), Trace.off());
      }
    } catch (PriceFault fault) {
      return new Pricing.Uncovered(
          charge,
          fault.code() == PriceFault.Code.QUANTITY_MISSING
              ? RatingReason.QUANTITY_MISSING
              : RatingReason.NO_PRICE);
    }
    return new Pricing.Covered(
        charge, List.of(new Share.Metered(charge, terms.meter(), event.key(), usage, price)));
  }
}
