package reckoner.catalog.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import reckoner.catalog.item.ItemKind;
import reckoner.catalog.item.ItemStore.Filter;
import reckoner.catalog.item.ItemStore.Place;
import reckoner.catalog.item.ItemStore.State;
import reckoner.catalog.item.ListItems;
import reckoner.catalog.item.ListPrices;
import reckoner.catalog.item.PriceStore.PlacedPrice;
import reckoner.catalog.item.PriceStore.PriceFilter;
import reckoner.catalog.item.Stored;
import reckoner.kit.wire.PageToken;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.ListItemsRequest;
import reckoner.proto.catalog.v1.ListItemsResponse;
import reckoner.proto.catalog.v1.ListPricesRequest;
import reckoner.proto.catalog.v1.ListPricesResponse;
import reckoner.proto.catalog.v1.PriceEntry;

/** Pages of items and prices; each begins after the last thing of the page before. */
final class ItemPages {
  /** A draft stands after all versions. */
  private static final int DRAFT = Integer.MAX_VALUE;

  private static final Place START = new Place("", "", 0);

  private ItemPages() {}

  static ListItemsResponse items(ListItems listItems, String tenant, ListItemsRequest request) {
    var after =
        PageToken.read(request.getPageToken(), 3)
            .map(keys -> new Place(keys.get(0), keys.get(1), number(keys.get(2))))
            .orElse(START);
    var filter =
        new Filter(
            request.getKind() == reckoner.proto.catalog.v1.ItemKind.ITEM_KIND_UNSPECIFIED
                ? Optional.empty()
                : Optional.of(ItemKind.valueOf(request.getKind().name())),
            request.getKeyPrefix(),
            request.getStatesList().stream()
                .map(state -> State.valueOf(state.name()))
                .collect(Collectors.toSet()),
            request.getNewest(),
            given(request.getProduct()));
    var page = listItems.run(tenant, filter, after, PageToken.size(request.getPageSize()));
    var response = ListItemsResponse.newBuilder();
    page.items().forEach(item -> response.addItems(ItemMessages.version(item, item.shown())));
    if (page.more()) {
      response.setNextPageToken(token(page.items()));
    }
    return response.build();
  }

  private static String token(List<Stored> items) {
    var last = items.getLast();
    var version =
        switch (last) {
          case Stored.Draft _ -> DRAFT;
          case Stored.Version published -> published.number();
        };
    return PageToken.of(last.name().kind().name(), last.name().key(), String.valueOf(version));
  }

  static ListPricesResponse prices(
      ListPrices listPrices, String tenant, ListPricesRequest request) {
    var first =
        PageToken.read(request.getPageToken(), 1).map(keys -> number(keys.getFirst())).orElse(0);
    var filter =
        new PriceFilter(
            given(request.getProduct()),
            request.hasInForceAt()
                ? Optional.of(Wire.instant(request.getInForceAt()))
                : Optional.empty());
    var page =
        listPrices.run(
            tenant,
            request.getPriceBook(),
            request.getVersion(),
            filter,
            first,
            PageToken.size(request.getPageSize()));
    var response = ListPricesResponse.newBuilder();
    page.prices().forEach(price -> response.addPrices(entry(price.entry())));
    if (page.more()) {
      response.setNextPageToken(PageToken.of(next(page.prices())));
    }
    return response.build();
  }

  private static String next(List<PlacedPrice> prices) {
    return String.valueOf(prices.getLast().ordinal() + 1);
  }

  static PriceEntry entry(byte[] kept) {
    try {
      return PriceEntry.parseFrom(kept);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a stored price is broken", broken);
    }
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException foreign) {
      throw PageToken.invalid();
    }
  }
}
