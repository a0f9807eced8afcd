package reckoner.catalog.grpc;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import reckoner.catalog.item.LookupPrice;
import reckoner.catalog.item.PriceStore.BookVersion;
import reckoner.catalog.item.wire.BooksReader;
import reckoner.kit.pricing.Faults;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.BookRefused;
import reckoner.pricing.book.DatedEntry;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.LadderPrice;
import reckoner.pricing.book.MultiplierEntry;
import reckoner.pricing.book.Multipliers;
import reckoner.pricing.book.PinnedBook;
import reckoner.pricing.book.PriceIndex;
import reckoner.pricing.book.Rung;
import reckoner.pricing.book.Verdict;
import reckoner.proto.catalog.v1.LadderRung;
import reckoner.proto.catalog.v1.LookupPriceRequest;
import reckoner.proto.catalog.v1.LookupPriceResponse;
import reckoner.proto.catalog.v1.LookupPriceResponse.Reason;
import reckoner.proto.catalog.v1.PriceEntry;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.catalog.v1.PriceMultiplier;
import reckoner.proto.catalog.v1.VersionName;

/** Ladders of prices between the protos and the domain. */
final class LadderMessages {
  private LadderMessages() {}

  static LookupPrice.Query query(LookupPriceRequest request) {
    var ladder = request.getLadder();
    var pins = new EnumMap<Rung, LookupPrice.Pin>(Rung.class);
    if (ladder.hasCustomerBook()) {
      pins.put(Rung.CUSTOMER_BOOK, pin(ladder.getCustomerBook()));
    }
    if (ladder.hasSegmentBook()) {
      pins.put(Rung.SEGMENT_BOOK, pin(ladder.getSegmentBook()));
    }
    if (ladder.hasList()) {
      pins.put(Rung.LIST, pin(ladder.getList()));
    }
    return new LookupPrice.Query(
        given(request.getCustomer()),
        given(request.getSegment()),
        new LookupPrice.Event(
            request.getProduct(),
            request.getDimensionsMap(),
            Wire.instant(request.getEventTime()),
            request.getCurrency()),
        own(ladder, request.getProduct()),
        pins,
        !ladder.getPinnedOnly(),
        request.getPosition());
  }

  private static LookupPrice.Pin pin(VersionName name) {
    return new LookupPrice.Pin(name.getKey(), name.getVersion());
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** The contract's own prices. */
  private static Ladder own(PriceLadder wire, String product) {
    var faults = new Faults();
    var reader = new BooksReader(faults);
    var prices = new EnumMap<Rung, List<BookEntry>>(Rung.class);
    prices.put(
        Rung.COMMITMENT_OVERWRITE,
        reader.entries("ladder.", "commitment_prices", wire.getCommitmentPricesList()));
    prices.put(
        Rung.CONTRACT_OVERWRITE,
        reader.entries("ladder.", "contract_prices", wire.getContractPricesList()));
    var ladder = Ladder.empty();
    for (var rung : prices.entrySet()) {
      if (!rung.getValue().isEmpty()) {
        var book = reader.book("ladder.", dimensions(rung.getValue()), rung.getValue());
        ladder = ladder.withPrices(rung.getKey(), PinnedBook.fixed(PriceIndex.of(book)));
      }
    }
    ladder =
        multiplied(
            ladder,
            Rung.COMMITMENT_MULTIPLIER,
            multipliers(
                faults, "commitment_multipliers", wire.getCommitmentMultipliersList(), product));
    ladder =
        multiplied(
            ladder,
            Rung.CONTRACT_MULTIPLIER,
            multipliers(
                faults, "contract_multipliers", wire.getContractMultipliersList(), product));
    faults.throwIfAny();
    return ladder;
  }

  private static Ladder multiplied(
      Ladder ladder, Rung rung, List<PriceIndex<MultiplierEntry>> multipliers) {
    return multipliers.isEmpty()
        ? ladder
        : ladder.withMultipliers(rung, new PinnedBook<>(multipliers));
  }

  /** Those of a product go before those of every product, which are of the product asked for. */
  private static List<PriceIndex<MultiplierEntry>> multipliers(
      Faults faults, String list, List<PriceMultiplier> wire, String product) {
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
                  BooksReader.time(one.hasStartTime(), one.getStartTime()),
                  BooksReader.time(one.hasEndTime(), one.getEndTime()),
                  faults.multiplier("ladder.%s.multiplier".formatted(key), one.getMultiplier()),
                  key));
    }
    return Stream.of(ofProducts, ofAll)
        .filter(entries -> !entries.isEmpty())
        .map(entries -> PriceIndex.of(multipliers(faults, entries)))
        .toList();
  }

  private static Multipliers multipliers(Faults faults, List<MultiplierEntry> entries) {
    try {
      return new Multipliers(dimensions(entries), entries);
    } catch (BookRefused refused) {
      refused
          .faults()
          .forEach(fault -> faults.add("ladder." + BooksReader.place(fault), fault.words()));
      return new Multipliers(List.of(), List.of());
    }
  }

  /** A contract declares no order of dimensions, so theirs is that of their names. */
  private static List<String> dimensions(List<? extends DatedEntry> entries) {
    var names = new TreeSet<String>();
    entries.forEach(entry -> names.addAll(entry.dimensions().keySet()));
    return List.copyOf(names);
  }

  static LookupPriceResponse answer(LookupPriceRequest request, LookupPrice.Found found) {
    var response = LookupPriceResponse.newBuilder().setPosition(found.position());
    var price = found.answer().price();
    if (price != null) {
      response.setFound(found(request.getLadder(), price, found.source()));
    }
    found
        .answer()
        .rungs()
        .forEach(judged ->
            response.addRungs(
                rung(judged.rung(), judged.verdict(), found.otherCurrency(), request)));
    return response.build();
  }

  private static LookupPriceResponse.Found found(
      PriceLadder ladder, LadderPrice price, Optional<LookupPrice.Source> source) {
    var message = LookupPriceResponse.Found.newBuilder().setRung(rung(price.rung()));
    var multiplier = price.multiplier();
    if (multiplier != null) {
      message.setMultiplier(Decimals.plain(multiplier.multiplier()));
    }
    source.ifPresentOrElse(
        own ->
            message
                .setBook(name(own.book()))
                .setContentHash(own.book().contentHash())
                .setEntry(ItemPages.entry(own.entry())),
        () -> message.setEntry(own(ladder, price)));
    return message.build();
  }

  private static PriceEntry own(PriceLadder ladder, LadderPrice price) {
    var place = BooksReader.ordinal(price.entry().key());
    return price.rung() == Rung.COMMITMENT_OVERWRITE
        ? ladder.getCommitmentPrices(place)
        : ladder.getContractPrices(place);
  }

  private static LookupPriceResponse.RungAnswer rung(
      Rung rung,
      Verdict verdict,
      Map<Rung, BookVersion> otherCurrency,
      LookupPriceRequest request) {
    var message = LookupPriceResponse.RungAnswer.newBuilder().setRung(rung(rung));
    var book = otherCurrency.get(rung);
    return book == null
        ? message.setReason(reason(verdict.code())).setWords(verdict.words()).build()
        : message
            .setReason(Reason.OTHER_CURRENCY)
            .setWords(
                "price book %s is in %s, the contract in %s"
                    .formatted(book.book(), book.currency(), request.getCurrency()))
            .build();
  }

  private static Reason reason(Verdict.Code code) {
    return switch (code) {
      case CHOSEN -> Reason.APPLIES;
      case A_HIGHER_RUNG_APPLIES -> Reason.A_HIGHER_RUNG_APPLIES;
      case MULTIPLIES_NOTHING -> Reason.MULTIPLIES_NOTHING;
      case NOT_YET_IN_FORCE -> Reason.NOT_YET_IN_FORCE;
      case NO_LONGER_IN_FORCE -> Reason.NO_LONGER_IN_FORCE;
      case DIMENSIONS_NOT_COVERED -> Reason.DIMENSIONS_NOT_COVERED;
      case PRODUCT_NOT_PRICED -> Reason.PRODUCT_NOT_PRICED;
      case NO_BOOK -> Reason.NOTHING_THERE;
    };
  }

  /** The names of both enums are the same. */
  private static LadderRung rung(Rung rung) {
    return LadderRung.valueOf(rung.name());
  }

  private static VersionName name(BookVersion book) {
    return VersionName.newBuilder().setKey(book.book()).setVersion(book.version()).build();
  }
}
