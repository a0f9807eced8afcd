package reckoner.standalone.demo;

import com.google.protobuf.ByteString;
import com.google.type.Date;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.proto.catalog.v1.ImportPriceListRequest;
import reckoner.proto.catalog.v1.ImportPriceListResponse;
import reckoner.proto.catalog.v1.PriceBookVersion;
import reckoner.proto.workflows.v1.AcceptQuoteRequest;
import reckoner.proto.workflows.v1.CreateCustomerRequest;
import reckoner.proto.workflows.v1.CreateQuoteRequest;
import reckoner.proto.workflows.v1.Customer;
import reckoner.proto.workflows.v1.FreeUnits;
import reckoner.proto.workflows.v1.ModelUsage;
import reckoner.proto.workflows.v1.MonthlyFee;
import reckoner.proto.workflows.v1.Quote;
import reckoner.proto.workflows.v1.QuoteLine;

/** From a price list to accepted quotes. Every call may be made again. */
final class Selling {
  private static final String COST_BOOK = "llm-costs";
  private static final String PRICE_BOOK = "llm-list";
  private static final String CURRENCY = "USD";
  private static final String MULTIPLIER = "1.20";
  private static final String FEE = "29.00";
  private static final String FREE_INPUT = "100000";
  private static final int PLACES_SHOWN = 3;
  private static final int AT_ONCE = 8;

  private final Clients clients;
  private final Story story;

  Selling(Clients clients, Story story) {
    this.clients = clients;
    this.story = story;
  }

  PriceBookVersion importPrices(InputFile file) {
    var imported =
        clients
            .catalog()
            .importPriceList(
                ImportPriceListRequest.newBuilder()
                    .setRequestId("demo/import")
                    .setCostBook(COST_BOOK)
                    .setPriceBook(PRICE_BOOK)
                    .setCurrency(CURRENCY)
                    .setMultiplier(Wire.decimal(Decimals.multiplier(MULTIPLIER)))
                    .setFileName(file.name())
                    .setContent(ByteString.copyFrom(file.bytes()))
                    .build());
    tell(file, imported);
    return imported.getPriceBookVersion();
  }

  private void tell(InputFile file, ImportPriceListResponse imported) {
    story.tell(
        "price list %s: %,d prices of %,d models from %d providers; price book %s version %d is"
            + " cost-plus %s",
        file.name(),
        imported.getPrices(),
        imported.getPricedModels(),
        imported.getProviders(),
        PRICE_BOOK,
        imported.getPriceBookVersion().getVersion(),
        MULTIPLIER);
    for (var notice : imported.getNoticesList()) {
      var places =
          notice.getPlacesList().stream().limit(PLACES_SHOWN).collect(Collectors.joining(", "));
      story.detail(
          "%s: %s, %d times: %s%s",
          switch (notice.getKind()) {
            case INEXPRESSIBLE -> "not imported";
            case UNPRICED_MODEL -> "without a price";
            case NOT_FOLLOWED -> "not followed";
            case KIND_UNSPECIFIED, UNRECOGNIZED -> "noticed";
          },
          notice.getName(),
          notice.getCount(),
          places,
          notice.getCount() > PLACES_SHOWN ? ", …" : "");
    }
  }

  /** Makes customer and quote of each, and accepts the quote by its content hash. */
  void sell(List<DemoCustomer> customers, YearMonth month, PriceBookVersion book) {
    // a few at a time: each waits mostly for its commits
    var turns = new Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var sold =
          customers.stream()
              .map(customer ->
                  threads.submit(() -> {
                    turns.acquire();
                    try {
                      sell(customer, month, book);
                    } finally {
                      turns.release();
                    }
                    return customer;
                  }))
              .toList();
      for (var customer : sold) {
        await(customer);
      }
    }
    var zones =
        customers.stream()
            .collect(
                Collectors.groupingBy(customer -> customer.zone().getId(), Collectors.counting()));
    story.tell(
        "%,d customers quoted and accepted: %s a month, %s free input tokens a model, usage at"
            + " list; %s",
        customers.size(),
        FEE + " " + CURRENCY,
        FREE_INPUT,
        zones.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(zone -> zone.getValue() + " in " + zone.getKey())
            .collect(Collectors.joining(", ")));
  }

  private static void await(Future<DemoCustomer> customer) {
    try {
      customer.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("interrupted");
    } catch (ExecutionException failure) {
      throw new DemoFailure("a customer could not be sold to: " + failure.getCause(), failure);
    }
  }

  private void sell(DemoCustomer customer, YearMonth month, PriceBookVersion book) {
    clients
        .customers()
        .createCustomer(
            CreateCustomerRequest.newBuilder()
                .setRequestId("demo/customer/" + customer.key())
                .setCustomer(
                    Customer.newBuilder()
                        .setCustomer(customer.key())
                        .setDisplayName(customer.displayName())
                        .setZone(customer.zone().getId())
                        .setCurrency(CURRENCY))
                .build());
    var quote =
        clients
            .quotes()
            .createQuote(
                CreateQuoteRequest.newBuilder()
                    .setRequestId("demo/quote/" + customer.key())
                    .setQuote(quote(customer, month, book))
                    .build());
    clients
        .quotes()
        .acceptQuote(
            AcceptQuoteRequest.newBuilder()
                .setRequestId("demo/accept/" + customer.key())
                .setQuote(quote.getQuote())
                .setContentHash(quote.getContentHash())
                .build());
  }

  private static Quote quote(DemoCustomer customer, YearMonth month, PriceBookVersion book) {
    return Quote.newBuilder()
        .setQuote(customer.contract(month))
        .setCustomer(customer.key())
        .setStartDate(
            Date.newBuilder().setYear(month.getYear()).setMonth(month.getMonthValue()).setDay(1))
        .setMonths(1)
        .addLines(
            QuoteLine.newBuilder()
                .setCharge("platform-fee")
                .setDisplayName("Platform fee")
                .setMonthlyFee(
                    MonthlyFee.newBuilder().setAmount(Wire.decimal(Decimals.amount(FEE)))))
        .addLines(
            QuoteLine.newBuilder()
                .setCharge("model-usage")
                .setDisplayName("Model usage")
                .setModelUsage(
                    ModelUsage.newBuilder()
                        .setPriceBook(book.getPriceBook())
                        .setPriceBookVersion(book.getVersion())
                        .addFreeUnits(
                            FreeUnits.newBuilder()
                                .setTokenClass("input")
                                .setQuantity(Wire.decimal(Decimals.quantity(FREE_INPUT))))))
        .build();
  }
}
