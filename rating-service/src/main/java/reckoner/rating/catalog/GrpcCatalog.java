package reckoner.rating.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.type.TimeOfDay;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Tokens;
import reckoner.kit.pricing.Faults;
import reckoner.kit.pricing.LadderReader;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.RateCard;
import reckoner.pricing.RateCondition;
import reckoner.pricing.SizeRates;
import reckoner.pricing.TokenClass;
import reckoner.pricing.book.PriceIndex;
import reckoner.proto.catalog.v1.CatalogServiceGrpc;
import reckoner.proto.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import reckoner.proto.catalog.v1.ClassRates;
import reckoner.proto.catalog.v1.CostBook;
import reckoner.proto.catalog.v1.GetCatalogPositionRequest;
import reckoner.proto.catalog.v1.GetItemRequest;
import reckoner.proto.catalog.v1.GetPriceBookVersionRequest;
import reckoner.proto.catalog.v1.ItemKind;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.ItemServiceGrpc.ItemServiceBlockingStub;
import reckoner.proto.catalog.v1.ItemVersion;
import reckoner.proto.catalog.v1.ListItemsRequest;
import reckoner.proto.catalog.v1.LookupRatesRequest;
import reckoner.proto.catalog.v1.LookupRatesResponse;
import reckoner.proto.catalog.v1.RateEntry;
import reckoner.rating.Catalog;
import reckoner.rating.RatingReason;

/** Asks the catalog service; keeps answers, which never change for a position. */
public final class GrpcCatalog implements Catalog {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration POSITION_AGE_MAX = Duration.ofSeconds(1);
  private static final long ANSWERS_MAX = 20_000;

  /** Prices of all books that are kept; one takes some hundred bytes. */
  private static final long PRICES_MAX = 300_000;

  private static final int PAGE_SIZE = 1_000;
  private static final long TENANTS_MAX = 10_000;

  private record TenantQuery(String tenant, Query query) {}

  private final ManagedChannel channel;
  private final Tokens tokens;
  private final Cache<TenantQuery, Answer> answers =
      Caffeine.newBuilder().maximumSize(ANSWERS_MAX).build();
  private final Cache<TenantBook, SizedBook> books =
      Caffeine.newBuilder()
          .maximumWeight(PRICES_MAX)
          .weigher((TenantBook _, SizedBook sized) -> 1 + sized.entries())
          .build();
  private final Cache<TenantVersions, List<PinnedBook>> laterVersions =
      Caffeine.newBuilder().maximumSize(ANSWERS_MAX).build();
  private final Cache<String, Long> newest =
      Caffeine.newBuilder().maximumSize(TENANTS_MAX).expireAfterWrite(POSITION_AGE_MAX).build();

  private final Cache<TenantInstant, Long> sealed =
      Caffeine.newBuilder().maximumSize(ANSWERS_MAX).build();

  public GrpcCatalog(ManagedChannel channel, Tokens tokens) {
    this.channel = channel;
    this.tokens = tokens;
  }

  private CatalogServiceBlockingStub stub(String tenant) {
    return CatalogServiceGrpc.newBlockingStub(channel)
        .withCallCredentials(new BearerCredentials(() -> tokens.tokenFor(tenant)))
        .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public Optional<String> currencyOf(String tenant, PinnedBook book) {
    try {
      return Optional.of(
          stub(tenant)
              .getPriceBookVersion(
                  GetPriceBookVersionRequest.newBuilder()
                      .setPriceBook(book.priceBook())
                      .setVersion(book.version())
                      .build())
              .getCurrency());
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  @Override
  public long newestPosition(String tenant) {
    return newest.get(
        tenant,
        key ->
            stub(key)
                .getCatalogPosition(GetCatalogPositionRequest.getDefaultInstance())
                .getPosition());
  }

  @Override
  public long positionKnownBefore(String tenant, Instant exclusive) {
    // sealed by the first answer, so that there is no other
    return sealed.get(
        new TenantInstant(tenant, exclusive),
        key ->
            stub(key.tenant())
                .getCatalogPosition(
                    GetCatalogPositionRequest.newBuilder()
                        .setKnownBefore(Wire.timestamp(key.exclusive()))
                        .build())
                .getPosition());
  }

  @Override
  public Answer lookUp(String tenant, Query query) {
    return answers.get(new TenantQuery(tenant, query), key -> ask(tenant, query));
  }

  private Answer ask(String tenant, Query query) {
    var response =
        stub(tenant)
            .lookupRates(
                LookupRatesRequest.newBuilder()
                    .setPriceBook(query.book().priceBook())
                    .setPriceBookVersion(query.book().version())
                    .setPosition(query.position())
                    .setProvider(query.provider())
                    .setModel(query.model())
                    .build());
    return switch (response.getOutcome()) {
      case FOUND -> rates(response);
      case UNKNOWN_PROVIDER -> new Missing(RatingReason.UNKNOWN_PROVIDER);
      case UNKNOWN_MODEL -> new Missing(RatingReason.UNKNOWN_MODEL);
      case NO_PRICE -> new Missing(RatingReason.NO_PRICE);
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("the catalog's answer is not understood");
    };
  }

  private static Rates rates(LookupRatesResponse response) {
    return new Rates(
        response.getModel(),
        response.getPriceBookVersion().getContentHash(),
        Decimals.multiplier(response.getMultiplier().getValue()),
        new RateCard(response.getEntriesList().stream().map(GrpcCatalog::entry).toList()));
  }

  private static RateCard.Entry entry(RateEntry entry) {
    var rates = new EnumMap<TokenClass, SizeRates>(TokenClass.class);
    for (var classRates : entry.getClassRatesList()) {
      var tokenClass =
          TokenClass.ofWireName(classRates.getTokenClass())
              .orElseThrow(() ->
                  new IllegalStateException(
                      "the catalog prices an unknown class: " + classRates.getTokenClass()));
      rates.put(tokenClass, sizeRates(classRates));
    }
    return new RateCard.Entry(condition(entry), rates);
  }

  private static RateCondition condition(RateEntry entry) {
    return switch (entry.getConditionCase()) {
      case START_TIME -> new RateCondition.FromStart(Wire.instant(entry.getStartTime()));
      case DAILY_WINDOW ->
          new RateCondition.Daily(
              time(entry.getDailyWindow().getStart()), time(entry.getDailyWindow().getEnd()));
      case CONDITION_NOT_SET -> new RateCondition.Always();
    };
  }

  private static LocalTime time(TimeOfDay time) {
    return LocalTime.of(time.getHours(), time.getMinutes(), time.getSeconds(), time.getNanos());
  }

  private static SizeRates sizeRates(ClassRates rates) {
    var tiers = new ArrayList<SizeRates.SizeRate>();
    for (var tier : rates.getSizeRatesList()) {
      tiers.add(
          new SizeRates.SizeRate(
              tier.getAboveInputTokens(),
              new Rate(Decimals.amount(tier.getAmount().getValue()), tier.getPer())));
    }
    return new SizeRates(tiers);
  }

  private record TenantInstant(String tenant, Instant exclusive) {}

  private record TenantBook(String tenant, BookKind kind, PinnedBook book) {}

  private record SizedBook(Book book, int entries) {}

  private record TenantVersions(String tenant, BookKind kind, PinnedBook book, long position) {}

  @Override
  public Optional<Book> book(String tenant, BookKind kind, PinnedBook book) {
    var key = new TenantBook(tenant, kind, book);
    var known = Optional.ofNullable(books.getIfPresent(key)).or(() -> askForBook(key));
    known.ifPresent(found -> books.put(key, found));
    return known.map(SizedBook::book);
  }

  private Optional<SizedBook> askForBook(TenantBook key) {
    try {
      var version =
          items(key.tenant())
              .getItem(
                  GetItemRequest.newBuilder()
                      .setKind(itemKind(key.kind()))
                      .setKey(key.book().priceBook())
                      .setVersion(key.book().version())
                      .build());
      return Optional.of(
          switch (key.kind()) {
            case PRICES -> prices(version);
            case COSTS -> costs(version.getItem().getCostBook());
          });
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private static SizedBook prices(ItemVersion version) {
    var wire = version.getItem().getPriceBook();
    var faults = new Faults();
    var reader = new LadderReader(faults);
    var entries = reader.entries("", version.getContentHash() + " prices", wire.getPricesList());
    var prices = reader.book("", wire.getDimensionsList(), entries);
    faults.throwIfAny();
    return new SizedBook(new Book(wire.getCurrency(), PriceIndex.of(prices)), entries.size());
  }

  private static SizedBook costs(CostBook wire) {
    var faults = new Faults();
    var reader = new LadderReader(faults);
    var entries = reader.costs("", wire.getCostsList());
    var costs = reader.book("", wire.getDimensionsList(), entries);
    faults.throwIfAny();
    return new SizedBook(new Book(wire.getCurrency(), PriceIndex.of(costs)), entries.size());
  }

  private static ItemKind itemKind(BookKind kind) {
    return switch (kind) {
      case PRICES -> ItemKind.PRICE_BOOK;
      case COSTS -> ItemKind.COST_BOOK;
    };
  }

  @Override
  public List<PinnedBook> laterVersions(
      String tenant, BookKind kind, PinnedBook book, long position) {
    return laterVersions.get(
        new TenantVersions(tenant, kind, book, position), this::askForVersions);
  }

  private List<PinnedBook> askForVersions(TenantVersions asked) {
    var book = asked.book();
    var later = new ArrayList<PinnedBook>();
    var token = "";
    do {
      var page =
          items(asked.tenant())
              .listItems(
                  ListItemsRequest.newBuilder()
                      .setKind(itemKind(asked.kind()))
                      .setKeyPrefix(book.priceBook())
                      .addStates(ItemVersion.State.PUBLISHED)
                      .addStates(ItemVersion.State.ARCHIVED)
                      .setPageSize(PAGE_SIZE)
                      .setPageToken(token)
                      .build());
      page.getItemsList().stream()
          .filter(item -> item.getItem().getKey().equals(book.priceBook()))
          .filter(item -> item.getVersion() > book.version())
          .filter(item -> isOffered(item, asked.position()))
          .forEach(item -> later.add(new PinnedBook(book.priceBook(), item.getVersion())));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return List.copyOf(later);
  }

  /** As of a position: what was archived later was offered then, and is for ever as of then. */
  private static boolean isOffered(ItemVersion item, long position) {
    return item.getPosition() <= position
        && (item.getArchivePosition() == 0 || item.getArchivePosition() > position);
  }

  private ItemServiceBlockingStub items(String tenant) {
    return ItemServiceGrpc.newBlockingStub(channel)
        .withCallCredentials(new BearerCredentials(() -> tokens.tokenFor(tenant)))
        .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
