package reckoner.rating.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reckoner.kit.pricing.AggregationReader;
import reckoner.kit.pricing.Faults;
import reckoner.kit.pricing.LadderReader;
import reckoner.kit.pricing.TermsReader;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.PinnedBook;
import reckoner.pricing.book.PriceBook;
import reckoner.pricing.book.PriceIndex;
import reckoner.pricing.book.Rung;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.catalog.v1.VersionName;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.rating.Catalog;
import reckoner.rating.Condition;
import reckoner.rating.ContractTerms.Metered;
import reckoner.rating.MeterTerms;
import reckoner.rating.cel.CelCondition;

/** Metered terms out of the proto; what is at fault is noted with its field. */
public final class MeteredReader {
  private final Faults faults;

  public MeteredReader(Faults faults) {
    this.faults = faults;
  }

  /** Terms that were read when they were stored. */
  public static Metered stored(byte[] terms) {
    try {
      var faults = new Faults();
      var read = new MeteredReader(faults).metered("metered", MeteredTerms.parseFrom(terms));
      faults.throwIfAny();
      return read;
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("stored terms are broken", broken);
    }
  }

  public Metered metered(String field, MeteredTerms terms) {
    var ladder = terms.getLadder();
    return new Metered(
        terms.getProduct(),
        meter(field + ".definition", terms),
        terms.hasTerms() ? own(field, terms) : agreed(field + ".ladder.", terms),
        books(field + ".ladder.", ladder),
        ladder.getPinnedOnly(),
        terms.hasCostBook()
            ? Optional.of(pinned(field + ".cost_book", terms.getCostBook()))
            : Optional.empty(),
        terms.toByteArray());
  }

  private MeterTerms meter(String field, MeteredTerms terms) {
    var definition = terms.getDefinition();
    var aggregation =
        new AggregationReader(faults)
            .aggregation(field + ".aggregation", definition.getAggregation());
    return new MeterTerms(
        terms.getMeter(),
        filter(field + ".filter", definition.getFilter()),
        aggregation,
        definition.getAggregation().getQuantity());
  }

  private Condition filter(String field, String text) {
    try {
      return CelCondition.of(text);
    } catch (IllegalArgumentException fault) {
      faults.add(field, String.valueOf(fault.getMessage()));
      return _ -> false;
    }
  }

  /** Terms that stand in the contract go before every book. */
  private Ladder own(String field, MeteredTerms terms) {
    var read = new TermsReader(faults).terms(field + ".terms", terms.getTerms());
    var entry = new BookEntry(terms.getProduct(), Map.of(), null, null, read, "terms");
    return Ladder.empty()
        .withPrices(
            Rung.CONTRACT_OVERWRITE,
            PinnedBook.fixed(PriceIndex.of(new PriceBook(List.of(), List.of(entry)))));
  }

  private Ladder agreed(String at, MeteredTerms terms) {
    return new LadderReader(faults).agreed(at, terms.getLadder(), terms.getProduct());
  }

  private Map<Rung, Catalog.PinnedBook> books(String at, PriceLadder ladder) {
    var books = new EnumMap<Rung, Catalog.PinnedBook>(Rung.class);
    if (ladder.hasCustomerBook()) {
      books.put(Rung.CUSTOMER_BOOK, pinned(at + "customer_book", ladder.getCustomerBook()));
    }
    if (ladder.hasSegmentBook()) {
      books.put(Rung.SEGMENT_BOOK, pinned(at + "segment_book", ladder.getSegmentBook()));
    }
    if (ladder.hasList()) {
      books.put(Rung.LIST, pinned(at + "list", ladder.getList()));
    }
    return books;
  }

  private Catalog.PinnedBook pinned(String field, VersionName name) {
    if (name.getVersion() == 0) {
      faults.add(field + ".version", "is missing: a contract pins a version");
    }
    return new Catalog.PinnedBook(name.getKey(), name.getVersion());
  }
}
