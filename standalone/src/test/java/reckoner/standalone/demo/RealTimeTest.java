package reckoner.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import com.google.type.Date;
import io.grpc.stub.StreamObserver;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.testing.SoonMidnight;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.proto.catalog.v1.PriceBookVersion;
import reckoner.proto.invoicing.v1.CreateLegalEntityRequest;
import reckoner.proto.invoicing.v1.GetInvoiceRequest;
import reckoner.proto.invoicing.v1.Invoice;
import reckoner.proto.invoicing.v1.LegalEntity;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.workflows.v1.AcceptQuoteRequest;
import reckoner.proto.workflows.v1.BillingRun;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.CreateCustomerRequest;
import reckoner.proto.workflows.v1.CreateQuoteRequest;
import reckoner.proto.workflows.v1.Customer;
import reckoner.proto.workflows.v1.GetBillingRunRequest;
import reckoner.proto.workflows.v1.ModelUsage;
import reckoner.proto.workflows.v1.MonthlyFee;
import reckoner.proto.workflows.v1.Quote;
import reckoner.proto.workflows.v1.QuoteLine;
import reckoner.proto.workflows.v1.StartBillingRunRequest;
import reckoner.standalone.platform.Progress;
import reckoner.standalone.platform.Suite;

/**
 * Quote to invoice through all four services with no clock that anybody sets: the period ends
 * seconds from now, without grace, and what was used in its last seconds is on the invoice.
 */
class RealTimeTest {
  /** Long enough to sell, activate and use before the period ends. */
  private static final long SECONDS_UNTIL_MIDNIGHT = 30;

  @TempDir private Path folder;

  @Test
  void whatIsUsedSecondsBeforeTheEndOfAPeriodWithoutGraceIsBilledByItsClose() throws Exception {
    try (var servers = DemoServers.chosen();
        var suite = Suite.start(servers.options(folder), Progress.SILENT)) {
      var clients = new Clients(suite.as("acme"));
      var story = new Story(new PrintStream(OutputStream.nullOutputStream()));
      var book = new Selling(clients, story).importPrices(DemoInputs.sampleList());
      var midnight =
          Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(SECONDS_UNTIL_MIDNIGHT);
      var start = LocalDate.ofInstant(midnight, SoonMidnight.offset(midnight)).minusMonths(1);
      sell(clients, book, SoonMidnight.at(midnight), start);
      var contracts = new Contracts(clients, story);
      var contract =
          contracts.await("active", one -> one.getState() == Contract.State.ACTIVE).getFirst();
      assertEquals(midnight, Wire.instant(contract.getPeriods(0).getCutoffTime()));
      use(clients);
      assertTrue(Instant.now().isBefore(midnight), "used before the period ended");
      contracts.await("ended", one -> one.getState() == Contract.State.ENDED);
      assertFalse(Instant.now().isBefore(midnight));
      var invoice = bill(clients, midnight, "ada/" + start);
      // 29.00 and 1,000,000 tokens at 1.20 a million
      assertEquals("30.2", invoice.getTotal().getValue());
      assertEquals(Invoice.State.FINALISED, invoice.getState());
    }
  }

  private static void sell(Clients clients, PriceBookVersion book, String zone, LocalDate start) {
    clients
        .customers()
        .createCustomer(
            CreateCustomerRequest.newBuilder()
                .setRequestId("customer")
                .setCustomer(
                    Customer.newBuilder()
                        .setCustomer("ada")
                        .setDisplayName("Ada")
                        .setZone(zone)
                        .setCurrency("USD"))
                .build());
    var quote =
        clients
            .quotes()
            .createQuote(
                CreateQuoteRequest.newBuilder()
                    .setRequestId("quote")
                    .setQuote(
                        Quote.newBuilder()
                            .setQuote("ada")
                            .setCustomer("ada")
                            .setStartDate(
                                Date.newBuilder()
                                    .setYear(start.getYear())
                                    .setMonth(start.getMonthValue())
                                    .setDay(start.getDayOfMonth()))
                            .setMonths(1)
                            .setUsageGrace(Duration.getDefaultInstance())
                            .addLines(
                                QuoteLine.newBuilder()
                                    .setCharge("fee")
                                    .setDisplayName("Fee")
                                    .setMonthlyFee(
                                        MonthlyFee.newBuilder()
                                            .setAmount(Wire.decimal(Decimals.amount("29")))))
                            .addLines(
                                QuoteLine.newBuilder()
                                    .setCharge("usage")
                                    .setDisplayName("Usage")
                                    .setModelUsage(
                                        ModelUsage.newBuilder()
                                            .setPriceBook(book.getPriceBook())
                                            .setPriceBookVersion(book.getVersion()))))
                    .build());
    clients
        .quotes()
        .acceptQuote(
            AcceptQuoteRequest.newBuilder()
                .setRequestId("accept")
                .setQuote("ada")
                .setContentHash(quote.getContentHash())
                .build());
  }

  private static void use(Clients clients) throws Exception {
    var answer = new CompletableFuture<IngestUsageResponse>();
    var events =
        clients
            .usage()
            .ingestUsage(
                new StreamObserver<>() {
                  @Override
                  public void onNext(IngestUsageResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    events.onNext(
        IngestUsageRequest.newBuilder()
            .addEvents(
                UsageEvent.newBuilder()
                    .setSource("gateway")
                    .setEventId("1")
                    .setEventTime(Wire.timestamp(Instant.now()))
                    .setCustomer("ada")
                    .setProvider("aurora")
                    .setModel("aurora-plain")
                    .setNesting(UsageEvent.Nesting.CONTAINED)
                    .putQuantities("input", Wire.decimal(Decimals.quantity("1000000"))))
            .build());
    events.onCompleted();
    assertEquals(
        EventResult.Status.RATED, answer.get(20, TimeUnit.SECONDS).getResults(0).getStatus());
  }

  private static Invoice bill(Clients clients, Instant end, String invoice) throws Exception {
    clients
        .invoicing()
        .createLegalEntity(
            CreateLegalEntityRequest.newBuilder()
                .setRequestId("seller")
                .setLegalEntity(
                    LegalEntity.newBuilder()
                        .setLegalEntity("seller")
                        .setDisplayName("Seller")
                        .addAddressLines("1 Example Street")
                        .setNumberPrefix("INV-"))
                .build());
    clients
        .billingRuns()
        .startBillingRun(
            StartBillingRunRequest.newBuilder()
                .setRequestId("run")
                .setBillingRun("run")
                .setPeriodEndMax(Wire.timestamp(end))
                .setLegalEntity("seller")
                .build());
    var request = GetBillingRunRequest.newBuilder().setBillingRun("run").build();
    var until = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (clients.billingRuns().getBillingRun(request).getState() != BillingRun.State.COMPLETED) {
      assertTrue(System.nanoTime() < until, "the run is never completed");
      Thread.sleep(100);
    }
    return clients
        .invoicing()
        .getInvoice(GetInvoiceRequest.newBuilder().setInvoice(invoice).build());
  }
}
