package reckoner.kit.pricing;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.pricing.book.BookEntry;
import reckoner.pricing.book.Ladder;
import reckoner.pricing.book.LadderPrice;
import reckoner.pricing.book.PinnedBook;
import reckoner.pricing.book.PriceIndex;
import reckoner.pricing.book.Rung;
import reckoner.proto.catalog.v1.PriceBook;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.pricing.v1.LookupPriceRequest;
import reckoner.proto.pricing.v1.LookupPriceResponse;
import reckoner.proto.pricing.v1.LookupPriceResponse.Found;

/** Which of prices that stand in the request applies (RULES D1, D2). */
final class LookupMethods {
  private final LookupPriceRequest request;
  private final Faults faults = new Faults();
  private final LadderReader reader = new LadderReader(faults);
  private final Map<Rung, String> otherCurrency = new EnumMap<>(Rung.class);
  private final Map<Rung, List<PriceIndex<BookEntry>>> indexes = new EnumMap<>(Rung.class);

  private LookupMethods(LookupPriceRequest request) {
    this.request = request;
  }

  static LookupPriceResponse lookupPrice(LookupPriceRequest request) {
    return new LookupMethods(request).answer();
  }

  private LookupPriceResponse answer() {
    var ladder = books(agreed());
    faults.throwIfAny();
    var answer =
        ladder.explain(
            request.getProduct(), request.getDimensionsMap(), Wire.instant(request.getEventTime()));
    var response = LookupPriceResponse.newBuilder();
    var price = answer.price();
    if (price != null) {
      response.setFound(found(price));
    }
    for (var judged : answer.rungs()) {
      var currency = otherCurrency.get(judged.rung());
      response.addRungs(
          currency == null
              ? LadderWriter.judged(judged)
              : LadderWriter.otherCurrency(
                  judged.rung(), judged.rung().words(), currency, request.getCurrency()));
    }
    return response.build();
  }

  /** The rungs of the contract and its commitment. */
  private Ladder agreed() {
    var agreed =
        PriceLadder.newBuilder()
            .addAllCommitmentPrices(request.getCommitmentPricesList())
            .addAllCommitmentMultipliers(request.getCommitmentMultipliersList())
            .addAllContractPrices(request.getContractPricesList())
            .addAllContractMultipliers(request.getContractMultipliersList())
            .build();
    return reader.agreed("", agreed, request.getProduct());
  }

  private Ladder books(Ladder agreed) {
    var ladder = book(agreed, Rung.CUSTOMER_BOOK, "customer_book", request.getCustomerBookList());
    ladder = book(ladder, Rung.SEGMENT_BOOK, "segment_book", request.getSegmentBookList());
    return book(ladder, Rung.LIST, "list", request.getListList());
  }

  /** A rung with a book: the version that is pinned, and those after it. */
  private Ladder book(Ladder ladder, Rung rung, String list, List<PriceBook> versions) {
    if (versions.isEmpty()) {
      return ladder;
    }
    var currency = versions.getFirst().getCurrency();
    var read = new ArrayList<PriceIndex<BookEntry>>(versions.size());
    for (int i = 0; i < versions.size(); i++) {
      var at = "%s[%d].".formatted(list, i);
      var version = versions.get(i);
      if (!version.getCurrency().equals(currency)) {
        faults.add(at + "currency", "is not that of the first version, " + currency);
      }
      var entries = reader.entries(at, "prices", version.getPricesList());
      read.add(PriceIndex.of(reader.book(at, version.getDimensionsList(), entries)));
    }
    if (!currency.equals(request.getCurrency())) {
      otherCurrency.put(rung, currency);
      return ladder;
    }
    indexes.put(rung, read);
    return ladder.withPrices(rung, new PinnedBook<>(read));
  }

  private Found found(LadderPrice price) {
    var found = Found.newBuilder().setRung(LadderWriter.rung(price.rung()));
    var multiplier = price.multiplier();
    if (multiplier != null) {
      found.setMultiplier(Decimals.plain(multiplier.multiplier()));
    }
    int place = LadderReader.ordinal(price.entry().key());
    var rung = multiplier == null ? price.rung() : Rung.LIST;
    return switch (rung) {
      case COMMITMENT_OVERWRITE -> found.setEntry(request.getCommitmentPrices(place)).build();
      case CONTRACT_OVERWRITE -> found.setEntry(request.getContractPrices(place)).build();
      case CUSTOMER_BOOK -> inBook(found, rung, request.getCustomerBookList(), place);
      case SEGMENT_BOOK -> inBook(found, rung, request.getSegmentBookList(), place);
      case LIST -> inBook(found, rung, request.getListList(), place);
      case COMMITMENT_MULTIPLIER, CONTRACT_MULTIPLIER ->
          throw new IllegalStateException("multiplies the list: " + rung);
    };
  }

  /** The first version that has an entry in force is the one that answered. */
  private Found inBook(Found.Builder found, Rung rung, List<PriceBook> versions, int place) {
    var read = indexes.getOrDefault(rung, List.of());
    var time = Wire.instant(request.getEventTime());
    int version = 0;
    while (read.get(version).find(request.getProduct(), request.getDimensionsMap(), time) == null) {
      version++;
    }
    return found.setVersion(version).setEntry(versions.get(version).getPrices(place)).build();
  }
}
