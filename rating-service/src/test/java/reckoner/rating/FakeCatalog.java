package reckoner.rating;

import com.google.type.Decimal;
import com.google.type.TimeOfDay;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.CatalogPosition;
import reckoner.proto.catalog.v1.CatalogServiceGrpc;
import reckoner.proto.catalog.v1.ClassRates;
import reckoner.proto.catalog.v1.CostBook;
import reckoner.proto.catalog.v1.DailyWindow;
import reckoner.proto.catalog.v1.GetCatalogPositionRequest;
import reckoner.proto.catalog.v1.GetItemRequest;
import reckoner.proto.catalog.v1.GetPriceBookVersionRequest;
import reckoner.proto.catalog.v1.Item;
import reckoner.proto.catalog.v1.ItemKind;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.ItemVersion;
import reckoner.proto.catalog.v1.ListItemsRequest;
import reckoner.proto.catalog.v1.ListItemsResponse;
import reckoner.proto.catalog.v1.LookupRatesRequest;
import reckoner.proto.catalog.v1.LookupRatesResponse;
import reckoner.proto.catalog.v1.LookupRatesResponse.Outcome;
import reckoner.proto.catalog.v1.PriceBook;
import reckoner.proto.catalog.v1.PriceBookVersion;
import reckoner.proto.catalog.v1.RateEntry;
import reckoner.proto.catalog.v1.SizeRate;

/** A catalog whose one price book a test fills; every publication takes the next position. */
final class FakeCatalog extends CatalogServiceGrpc.CatalogServiceImplBase implements AutoCloseable {
  private static final String MULTIPLIER = "1.2";

  private record Publication(Instant time, String provider, String model, String version) {}

  private final Server server;
  private final List<Publication> publications = new ArrayList<>();
  private final List<ItemVersion> books = new ArrayList<>();
  private final Map<Publication, List<RateEntry>> entries = new HashMap<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private volatile boolean down;

  FakeCatalog() {
    try {
      server = ServerBuilder.forPort(0).addService(this).addService(new Items()).build().start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String address() {
    return "localhost:" + server.getPort();
  }

  int lookups() {
    return lookups.get();
  }

  /** Lets every answer fail. */
  void down(boolean isDown) {
    down = isDown;
  }

  synchronized void publish(
      Instant time, String provider, String model, String version, RateEntry... rates) {
    var publication = new Publication(time, provider, model, version);
    entries.put(publication, List.of(rates));
    publications.add(publication);
  }

  /** Publishes the next version of a general price book, stated as JSON. */
  synchronized void publishBook(Instant time, String key, String json) {
    publish(time, key, Item.newBuilder().setPriceBook(Json.merge(PriceBook.newBuilder(), json)));
  }

  /** The same of a cost book. */
  synchronized void publishCosts(Instant time, String key, String json) {
    publish(time, key, Item.newBuilder().setCostBook(Json.merge(CostBook.newBuilder(), json)));
  }

  private void publish(Instant time, String key, Item.Builder item) {
    publications.add(new Publication(time, "", "", ""));
    int version =
        1 + (int) books.stream().filter(book -> book.getItem().getKey().equals(key)).count();
    books.add(
        ItemVersion.newBuilder()
            .setItem(item.setKey(key))
            .setVersion(version)
            .setState(ItemVersion.State.PUBLISHED)
            .setContentHash("%s-v%d".formatted(key, version))
            .setPosition(publications.size())
            .build());
  }

  /** Archives a version of a general price book. */
  synchronized void archiveBook(Instant time, String key, int version) {
    publications.add(new Publication(time, "", "", ""));
    books.replaceAll(book ->
        book.getItem().getKey().equals(key) && book.getVersion() == version
            ? book.toBuilder()
                .setState(ItemVersion.State.ARCHIVED)
                .setArchivePosition(publications.size())
                .build()
            : book);
  }

  /** The general price books, and the cost books. */
  private final class Items extends ItemServiceGrpc.ItemServiceImplBase {
    @Override
    public void getItem(GetItemRequest request, StreamObserver<ItemVersion> replies) {
      var found =
          all(request.getKind()).stream()
              .filter(book -> book.getItem().getKey().equals(request.getKey()))
              .filter(book -> book.getVersion() == request.getVersion())
              .findFirst();
      if (found.isEmpty()) {
        replies.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      replies.onNext(found.get());
      replies.onCompleted();
    }

    @Override
    public void listItems(ListItemsRequest request, StreamObserver<ListItemsResponse> replies) {
      replies.onNext(
          ListItemsResponse.newBuilder()
              .addAllItems(
                  all(request.getKind()).stream()
                      .filter(book -> book.getItem().getKey().startsWith(request.getKeyPrefix()))
                      .filter(book -> request.getStatesList().contains(book.getState()))
                      .toList())
              .build());
      replies.onCompleted();
    }

    private List<ItemVersion> all(ItemKind kind) {
      synchronized (FakeCatalog.this) {
        return books.stream()
            .filter(book -> book.getItem().hasCostBook() == (kind == ItemKind.COST_BOOK))
            .toList();
      }
    }
  }

  static RateEntry always(ClassRates... rates) {
    return RateEntry.newBuilder().addAllClassRates(Arrays.asList(rates)).build();
  }

  static RateEntry from(Instant start, ClassRates... rates) {
    return always(rates).toBuilder().setStartTime(Wire.timestamp(start)).build();
  }

  static RateEntry daily(LocalTime start, LocalTime end, ClassRates... rates) {
    var window = DailyWindow.newBuilder().setStart(time(start)).setEnd(time(end));
    return always(rates).toBuilder().setDailyWindow(window).build();
  }

  private static TimeOfDay time(LocalTime time) {
    return TimeOfDay.newBuilder().setHours(time.getHour()).setMinutes(time.getMinute()).build();
  }

  /** A price of a million units, then pairs of an input size and the price above it. */
  static ClassRates rate(String tokenClass, String amount, Object... tiers) {
    var rates = ClassRates.newBuilder().setTokenClass(tokenClass).addSizeRates(size(0, amount));
    for (int i = 0; i < tiers.length; i += 2) {
      rates.addSizeRates(size((Integer) tiers[i], (String) tiers[i + 1]));
    }
    return rates.build();
  }

  private static SizeRate size(int above, String amount) {
    return SizeRate.newBuilder()
        .setAboveInputTokens(above)
        .setAmount(Decimal.newBuilder().setValue(amount))
        .setPer(1_000_000)
        .build();
  }

  @Override
  public void getPriceBookVersion(
      GetPriceBookVersionRequest request, StreamObserver<PriceBookVersion> replies) {
    if (!request.getPriceBook().equals("list") || request.getVersion() != 1) {
      replies.onError(Status.NOT_FOUND.asRuntimeException());
      return;
    }
    replies.onNext(
        PriceBookVersion.newBuilder()
            .setPriceBook("list")
            .setVersion(1)
            .setCurrency("USD")
            .build());
    replies.onCompleted();
  }

  @Override
  public synchronized void getCatalogPosition(
      GetCatalogPositionRequest request, StreamObserver<CatalogPosition> replies) {
    if (down) {
      replies.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    var position =
        publications.stream()
            .filter(publication ->
                !request.hasKnownBefore()
                    || publication.time().isBefore(Wire.instant(request.getKnownBefore())))
            .count();
    replies.onNext(CatalogPosition.newBuilder().setPosition(position).build());
    replies.onCompleted();
  }

  @Override
  public synchronized void lookupRates(
      LookupRatesRequest request, StreamObserver<LookupRatesResponse> replies) {
    lookups.incrementAndGet();
    var known = publications.subList(0, (int) request.getPosition());
    var response = LookupRatesResponse.newBuilder();
    var found =
        known.stream()
            .filter(publication -> publication.provider().equals(request.getProvider()))
            .filter(publication -> request.getModel().startsWith(publication.model()))
            .reduce((earlier, later) -> later);
    if (found.isPresent()) {
      var rates = entries.getOrDefault(found.get(), List.of());
      response
          .setOutcome(rates.isEmpty() ? Outcome.NO_PRICE : Outcome.FOUND)
          .setModel(found.get().model())
          .setMultiplier(Decimal.newBuilder().setValue(MULTIPLIER))
          .setPriceBookVersion(PriceBookVersion.newBuilder().setContentHash(found.get().version()))
          .addAllEntries(rates);
    } else {
      var providerKnown =
          known.stream()
              .anyMatch(publication -> publication.provider().equals(request.getProvider()));
      response.setOutcome(providerKnown ? Outcome.UNKNOWN_MODEL : Outcome.UNKNOWN_PROVIDER);
    }
    replies.onNext(response.build());
    replies.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
