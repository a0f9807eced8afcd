package reckoner.kit.pricing;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reckoner.kit.wire.Wire;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.BookFault;
import reckoner.pricing.book.BookRefused;
import reckoner.pricing.book.DatedEntry;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.MultiplierEntry;
import reckoner.pricing.book.Multipliers;
import reckoner.pricing.book.PinnedBook;
import reckoner.pricing.book.PriceBook;
import reckoner.pricing.book.PriceIndex;
import reckoner.pricing.book.Rung;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.PerUnit;
import reckoner.proto.catalog.v1.CostEntry;
import reckoner.proto.catalog.v1.PriceEntry;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.catalog.v1.PriceMultiplier;

/**
 * Price books and ladders out of the proto. Entries are named by their place, such as {@code
 * prices[3]}; {@code at} is the message that has their list, with a point at its end.
 */
public final class LadderReader {
  private final Faults faults;
  private final TermsReader terms;

  public LadderReader(Faults faults) {
    this.faults = faults;
    this.terms = new TermsReader(faults);
  }

  /** Entries by their place in a list. */
  public List<BookEntry> entries(String at, String list, List<PriceEntry> wire) {
    var entries = new ArrayList<BookEntry>(wire.size());
    for (int i = 0; i < wire.size(); i++) {
      var one = wire.get(i);
      var key = "%s[%d]".formatted(list, i);
      entries.add(
          new BookEntry(
              one.getProduct(),
              one.getDimensionsMap(),
              time(one.hasStartTime(), one.getStartTime()),
              time(one.hasEndTime(), one.getEndTime()),
              terms.terms(at + key + ".terms", one.getTerms()),
              key));
    }
    return entries;
  }

  /** A cost book's entries, whose products are meters, by their place in the list of costs. */
  public List<BookEntry> costs(String at, List<CostEntry> wire) {
    var rates = new TiersReader(faults);
    var entries = new ArrayList<BookEntry>(wire.size());
    for (int i = 0; i < wire.size(); i++) {
      var one = wire.get(i);
      var key = "costs[%d]".formatted(i);
      entries.add(
          new BookEntry(
              one.getMeter(),
              one.getDimensionsMap(),
              time(one.hasStartTime(), one.getStartTime()),
              time(one.hasEndTime(), one.getEndTime()),
              ChargeTerms.of(new PerUnit(rates.rate(at + key + ".rate", one.getRate()))),
              key));
    }
    return entries;
  }

  /** The place in its list of an entry that was read here. */
  public static int ordinal(String key) {
    return Integer.parseInt(key.substring(key.indexOf('[') + 1, key.length() - 1));
  }

  /** A book of entries, or an empty one where something is at fault with them. */
  public PriceBook book(String at, List<String> dimensions, List<BookEntry> entries) {
    try {
      return new PriceBook(dimensions, entries);
    } catch (BookRefused refused) {
      refused.faults().forEach(fault -> faults.add(at + place(fault), fault.words()));
      return new PriceBook(List.of(), List.of());
    }
  }

  /** The rungs of a contract's and its commitments' own prices. */
  public Ladder agreed(String at, PriceLadder wire, String product) {
    var ladder =
        withPrices(
            Ladder.empty(),
            Rung.COMMITMENT_OVERWRITE,
            at,
            "commitment_prices",
            wire.getCommitmentPricesList());
    ladder =
        withMultipliers(
            ladder,
            Rung.COMMITMENT_MULTIPLIER,
            at,
            "commitment_multipliers",
            wire.getCommitmentMultipliersList(),
            product);
    ladder =
        withPrices(
            ladder, Rung.CONTRACT_OVERWRITE, at, "contract_prices", wire.getContractPricesList());
    return withMultipliers(
        ladder,
        Rung.CONTRACT_MULTIPLIER,
        at,
        "contract_multipliers",
        wire.getContractMultipliersList(),
        product);
  }

  /** The ladder with prices that a contract or commitment agreed, where there are any. */
  public Ladder withPrices(
      Ladder ladder, Rung rung, String at, String list, List<PriceEntry> wire) {
    if (wire.isEmpty()) {
      return ladder;
    }
    var entries = entries(at, list, wire);
    var book = book(at, dimensions(entries), entries);
    return ladder.withPrices(rung, PinnedBook.fixed(PriceIndex.of(book)));
  }

  /**
   * The ladder with multipliers, where there are any: those of a product go before those of every
   * product.
   *
   * @param product the one that is asked for, of which those of every product are
   */
  public Ladder withMultipliers(
      Ladder ladder,
      Rung rung,
      String at,
      String list,
      List<PriceMultiplier> wire,
      String product) {
    var ofProducts = new ArrayList<MultiplierEntry>();
    var ofAll = new ArrayList<MultiplierEntry>();
    for (int i = 0; i < wire.size(); i++) {
      var one = wire.get(i);
      var key = "%s[%d]".formatted(list, i);
      var isOfAll = one.getProduct().isEmpty();
      (isOfAll ? ofAll : ofProducts)
          .add(
              new MultiplierEntry(
                  isOfAll ? product : one.getProduct(),
                  one.getDimensionsMap(),
                  time(one.hasStartTime(), one.getStartTime()),
                  time(one.hasEndTime(), one.getEndTime()),
                  faults.multiplier(at + key + ".multiplier", one.getMultiplier()),
                  key));
    }
    var books =
        Stream.of(ofProducts, ofAll)
            .filter(entries -> !entries.isEmpty())
            .map(entries -> PriceIndex.of(multipliers(at, entries)))
            .toList();
    return books.isEmpty() ? ladder : ladder.withMultipliers(rung, new PinnedBook<>(books));
  }

  private Multipliers multipliers(String at, List<MultiplierEntry> entries) {
    try {
      return new Multipliers(dimensions(entries), entries);
    } catch (BookRefused refused) {
      refused.faults().forEach(fault -> faults.add(at + place(fault), fault.words()));
      return new Multipliers(List.of(), List.of());
    }
  }

  /** A contract declares no order of dimensions, so theirs is that of their names. */
  private static List<String> dimensions(List<? extends DatedEntry> entries) {
    var names = new TreeSet<String>();
    entries.forEach(entry -> names.addAll(entry.dimensions().keySet()));
    return List.copyOf(names);
  }

  /** Where something is wrong, within the message that has the entries. */
  private static String place(BookFault fault) {
    return switch (fault) {
      case BookFault.TooManyDimensions _, BookFault.DimensionRepeated _ -> "dimensions";
      case BookFault.DimensionsUndeclared undeclared -> undeclared.entry().key() + ".dimensions";
      case BookFault.RangeEmpty empty -> empty.entry().key() + ".end_time";
      case BookFault.MultiplierInvalid invalid -> invalid.entry().key() + ".multiplier";
      case BookFault.KeyRepeated repeated -> repeated.second().key();
      case BookFault.Overlap overlap -> overlap.second().key();
    };
  }

  public static @Nullable Instant time(boolean present, Timestamp time) {
    return present ? Wire.instant(time) : null;
  }
}
