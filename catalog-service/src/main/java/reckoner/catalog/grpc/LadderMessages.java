package reckoner.catalog.grpc;

import java.util.EnumMap;
import java.util.Optional;
import reckoner.catalog.item.LookupPrice;
import reckoner.catalog.item.PriceStore.BookVersion;
import reckoner.kit.pricing.Faults;
import reckoner.kit.pricing.LadderReader;
import reckoner.kit.pricing.LadderWriter;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.LadderPrice;
import reckoner.pricing.book.Rung;
import reckoner.proto.catalog.v1.LookupPriceRequest;
import reckoner.proto.catalog.v1.LookupPriceResponse;
import reckoner.proto.catalog.v1.PriceEntry;
import reckoner.proto.catalog.v1.PriceLadder;
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
        agreed(ladder, request.getProduct()),
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
  private static Ladder agreed(PriceLadder wire, String product) {
    var faults = new Faults();
    var ladder = new LadderReader(faults).agreed("ladder.", wire, product);
    faults.throwIfAny();
    return ladder;
  }

  static LookupPriceResponse answer(LookupPriceRequest request, LookupPrice.Found found) {
    var response = LookupPriceResponse.newBuilder().setPosition(found.position());
    var price = found.answer().price();
    if (price != null) {
      response.setFound(found(request.getLadder(), price, found.source()));
    }
    for (var judged : found.answer().rungs()) {
      var book = found.otherCurrency().get(judged.rung());
      response.addRungs(
          book == null
              ? LadderWriter.judged(judged)
              : LadderWriter.otherCurrency(
                  judged.rung(),
                  "price book " + book.book(),
                  book.currency(),
                  request.getCurrency()));
    }
    return response.build();
  }

  private static LookupPriceResponse.Found found(
      PriceLadder ladder, LadderPrice price, Optional<LookupPrice.Source> source) {
    var message = LookupPriceResponse.Found.newBuilder().setRung(LadderWriter.rung(price.rung()));
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
    var place = LadderReader.ordinal(price.entry().key());
    return price.rung() == Rung.COMMITMENT_OVERWRITE
        ? ladder.getCommitmentPrices(place)
        : ladder.getContractPrices(place);
  }

  private static VersionName name(BookVersion book) {
    return VersionName.newBuilder().setKey(book.book()).setVersion(book.version()).build();
  }
}
