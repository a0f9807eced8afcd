package reckoner.rating;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.LadderPrice;
import reckoner.pricing.book.Rung;
import reckoner.pricing.model.PriceFault;
import reckoner.pricing.model.Trace;
import reckoner.pricing.model.UnitConversion;
import reckoner.pricing.model.Usage;
import reckoner.pricing.model.UsagePrice;
import reckoner.rating.Catalog.BookKind;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.ContractTerms.Metered;

/** The ladders of metered charges as of one position of the catalog (RULES D1, D2). */
final class MeteredPrices {
  private final Catalog catalog;
  private final String tenant;
  private final long position;
  // by identity: terms are read once and kept
  private final IdentityHashMap<Metered, Followed> followed = new IdentityHashMap<>();
  private final IdentityHashMap<Charge, Own> own = new IdentityHashMap<>();
  private int linesKept;

  MeteredPrices(Catalog catalog, String tenant, long position) {
    this.catalog = catalog;
    this.tenant = tenant;
    this.position = position;
  }

  /** A ladder, and the versions of books that it follows. */
  private record Followed(Ladder ladder, String versions) {}

  /** What is known of a charge: the words of its lines by the entries that price them. */
  private record Own(Followed followed, IdentityHashMap<BookEntry, String> lines) {}

  /** Asks the catalog, once for each charge. */
  Ladder ladder(Metered terms) {
    return followed(terms).ladder();
  }

  private Followed followed(Metered terms) {
    return followed.computeIfAbsent(terms, this::built);
  }

  private Followed built(Metered terms) {
    var ladder = terms.agreed();
    var books = new TreeMap<Rung, List<Catalog.PinnedBook>>();
    for (var pin : terms.books().entrySet()) {
      var book =
          FollowedBook.of(
              catalog, tenant, BookKind.PRICES, pin.getValue(), position, terms.pinnedOnly());
      books.put(pin.getKey(), book.versions());
      ladder = ladder.withPrices(pin.getKey(), book.entries());
    }
    return new Followed(ladder, books.toString());
  }

  /** How much is kept of what was asked before. */
  int kept() {
    return followed.size() + own.size() + linesKept;
  }

  /** The price that applies to usage; null where there is none. */
  @Nullable LadderPrice find(Metered terms, Usage usage) {
    return find(followed(terms), terms, usage);
  }

  private static @Nullable LadderPrice find(Followed followed, Metered terms, Usage usage) {
    return followed.ladder().find(terms.product(), usage.dimensions(), usage.time());
  }

  /** What a metered charge makes of an event that it counts. */
  Pricing.Counting rate(Charge charge, UsageEvent event) {
    var terms = (Metered) charge.terms();
    var counted = terms.meter().usage(event);
    if (counted.isEmpty()) {
      return new Pricing.Uncovered(charge, RatingReason.QUANTITY_MISSING);
    }
    var usage = counted.get();
    var known = own.computeIfAbsent(charge, _ -> new Own(followed(terms), new IdentityHashMap<>()));
    var price = find(known.followed(), terms, usage);
    if (price == null) {
      return new Pricing.Uncovered(charge, RatingReason.NO_PRICE);
    }
    try {
      if (terms.meter().isAdditive() && price.entry().terms().price() instanceof UsagePrice each) {
        each.amount(List.of(usage), Trace.off()); // it may lack what its price asks for
      }
    } catch (PriceFault fault) {
      return new Pricing.Uncovered(charge, reasonOf(fault));
    }
    return new Pricing.Covered(
        charge,
        List.of(
            new Share.Metered(
                charge, event.key(), usage, price, cell(known, charge, usage, price))));
  }

  /** Why usage under a price that cannot be computed has none. */
  static RatingReason reasonOf(PriceFault fault) {
    return fault.code() == PriceFault.Code.QUANTITY_MISSING
        ? RatingReason.QUANTITY_MISSING
        : RatingReason.NO_PRICE;
  }

  private @Nullable String cell(Own known, Charge charge, Usage usage, LadderPrice price) {
    var meter = ((Metered) charge.terms()).meter();
    if (!meter.isAdditive()) {
      return meter.isKept() ? line(known, charge, price) : null;
    }
    var terms = price.entry().terms();
    var conversion = terms.conversion();
    boolean roundsEach =
        conversion != null && conversion.place() == UnitConversion.Place.EACH_EVENT;
    if (roundsEach || !terms.price().isIndifferentWithinPlace()) {
      return null;
    }
    var line = line(known, charge, price);
    var place = terms.price().place(usage);
    return place.length == 0 ? line : line + Arrays.toString(place);
  }

  /** The words of a line are made once for each entry. */
  private String line(Own known, Charge charge, LadderPrice price) {
    if (price.multiplier() != null) {
      return words(known.followed(), charge, price);
    }
    return known
        .lines()
        .computeIfAbsent(
            price.entry(),
            _ -> {
              linesKept++;
              return words(known.followed(), charge, price);
            });
  }

  /** With the versions that are followed: what another one adds may apply to any other event. */
  private static String words(Followed followed, Charge charge, LadderPrice price) {
    boolean isAdditive = ((Metered) charge.terms()).meter().isAdditive();
    return String.join(
        "\0",
        isAdditive ? "metered/1" : "window/1",
        charge.charge(),
        MeteredTotals.identity(price, isAdditive),
        followed.versions(),
        "");
  }
}
