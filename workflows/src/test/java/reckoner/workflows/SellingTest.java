package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.workflows.Client.decimal;
import static reckoner.workflows.Client.refused;

import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.proto.workflows.v1.AcceptQuoteRequest;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.CreateCustomerRequest;
import reckoner.proto.workflows.v1.CreateQuoteRequest;
import reckoner.proto.workflows.v1.FreeUnits;
import reckoner.proto.workflows.v1.GetContractRequest;
import reckoner.proto.workflows.v1.GetQuoteRequest;
import reckoner.proto.workflows.v1.ListContractsRequest;
import reckoner.proto.workflows.v1.Quote;

/** Customers, quotes and their acceptance; no process is at work here. */
class SellingTest {
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final TestService SERVICE =
      TestService.start("workflows", Map.of("reckoner.temporal-target", "localhost:1"));

  private final Client acme = Client.of(SERVICE);

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void aCustomerIsMadeOnceForItsRequestAndOnceForItsKey() {
    var made = acme.customer("ada", "Europe/London");
    assertEquals(made, acme.customer("ada", "Europe/London"));
    assertEquals(made, create("another-request", "ada", "Europe/London"));
    refused("KEY_TAKEN", () -> create("a-third", "ada", "Europe/Paris"));
    refused("REQUEST_ID_REUSED", () -> acme.customer("ada", "Europe/Paris"));
  }

  @Test
  void aCustomerNeedsAZoneAndACurrencyThatExist() {
    var failure =
        refused(
            "CUSTOMER_INVALID",
            () ->
                acme.customers()
                    .createCustomer(
                        CreateCustomerRequest.newBuilder()
                            .setRequestId("faulty")
                            .setCustomer(
                                Client.customerOf("ada", "Mars/Olympus").toBuilder()
                                    .setCurrency("XAU"))
                            .build()));
    assertEquals(List.of("customer.zone", "customer.currency"), fields(failure));
  }

  @Test
  void aQuoteIsMadeOnceAndItsHashNamesItsContentAlone() {
    acme.customer("ada", "Europe/London");
    var made = acme.quote("q", "ada", MARCH, 12);
    assertEquals(Quote.State.OPEN, made.getState());
    assertEquals(made, acme.quote("q", "ada", MARCH, 12));
    var asked = Client.quoteOf("q", "ada", MARCH, 12);
    var sameNumbers = asked.toBuilder().setState(Quote.State.ACCEPTED).setContentHash("whatever");
    sameNumbers.getLinesBuilder(0).getMonthlyFeeBuilder().setAmount(decimal("2.9e1"));
    assertEquals(made, create("another-request", sameNumbers.build()));
    assertEquals(made, acme.quotes().getQuote(GetQuoteRequest.newBuilder().setQuote("q").build()));
    refused("KEY_TAKEN", () -> create("a-third", asked.toBuilder().setMonths(11).build()));
  }

  @Test
  void aQuoteNeedsACustomer() {
    refused("CUSTOMER_UNKNOWN", () -> acme.quote("q", "nobody", MARCH, 12));
  }

  @Test
  void everyFaultOfAQuoteIsNamedAtOnce() {
    acme.customer("ada", "Europe/London");
    var quote = Client.quoteOf("q", "ada", MARCH, 12).toBuilder();
    quote.getStartDateBuilder().setMonth(2).setDay(30);
    quote.getLinesBuilder(0).getMonthlyFeeBuilder().setAmount(decimal("-1"));
    quote
        .getLinesBuilder(1)
        .setCharge("platform-fee")
        .getModelUsageBuilder()
        .addFreeUnits(
            FreeUnits.newBuilder().setTokenClass("input").setQuantity(decimal("0.1234567890123")));
    var failure = refused("QUOTE_INVALID", () -> create("faulty", quote.build()));
    assertEquals(
        List.of(
            "quote.start_date",
            "quote.lines[0].monthly_fee.amount",
            "quote.lines[1].charge",
            "quote.lines[1].model_usage.free_units[1].token_class",
            "quote.lines[1].model_usage.free_units[1].quantity"),
        fields(failure));
  }

  @Test
  void aQuoteThatRatingWouldNeverTakeIsRefused() {
    acme.customer("ada", "Europe/London");
    var quote = Client.quoteOf("q", "ada", MARCH, 12).toBuilder();
    quote.addLines(quote.getLines(1).toBuilder().setCharge("more-models"));
    quote
        .getLinesBuilder(1)
        .getModelUsageBuilder()
        .addFreeUnits(FreeUnits.newBuilder().setTokenClass("inputs").setQuantity(decimal("1")));
    var failure = refused("QUOTE_INVALID", () -> create("faulty", quote.build()));
    assertEquals(
        List.of(
            "quote.lines[1].model_usage.free_units[1].token_class", "quote.lines[2].model_usage"),
        fields(failure));
  }

  @Test
  void aQuoteOverTimeThatAnotherContractOfTheCustomerCoversIsNotAccepted() {
    acme.customer("ada", "America/New_York");
    acme.accept(acme.quote("spring", "ada", MARCH, 3));
    var may = acme.quote("may", "ada", LocalDate.of(2026, 5, 31), 1);
    for (int i = 0; i < 2; i++) {
      var failure = refused("CONTRACT_OVERLAP", () -> acme.accept(may));
      assertTrue(String.valueOf(failure.getMessage()).contains("spring"));
    }
    refused("NOT_FOUND", () -> acme.contract("may"));
    acme.accept(acme.quote("june", "ada", LocalDate.of(2026, 6, 1), 1));
    acme.accept(acme.quote("february", "ada", LocalDate.of(2026, 2, 1), 1));
    acme.customer("bob", "America/New_York");
    acme.accept(acme.quote("of-bob", "bob", MARCH, 3));
    var other = Client.of(SERVICE);
    other.customer("ada", "America/New_York");
    other.accept(other.quote("spring", "ada", MARCH, 3));
  }

  @Test
  void ofTenQuotesOverTheSameTimeThatAreAcceptedAtOnceOneBecomesAContract() throws Exception {
    acme.customer("ada", "America/New_York");
    var quotes =
        IntStream.range(0, 10).mapToObj(i -> acme.quote("q-" + i, "ada", MARCH, 3)).toList();
    var latch = new CountDownLatch(1);
    var answers = new ArrayList<Future<Boolean>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var quote : quotes) {
        answers.add(
            threads.submit(() -> {
              latch.await();
              try {
                acme.accept(quote);
                return true;
              } catch (StatusRuntimeException refusal) {
                assertEquals("CONTRACT_OVERLAP", RefusalStatus.reason(refusal).orElseThrow());
                return false;
              }
            }));
      }
      latch.countDown();
    }
    int accepted = 0;
    for (var answer : answers) {
      accepted += answer.get() ? 1 : 0;
    }
    assertEquals(1, accepted);
    assertEquals(
        1,
        acme.contracts()
            .listContracts(ListContractsRequest.getDefaultInstance())
            .getContractsCount());
  }

  @Test
  void aQuoteStartsInAYearThatTheWireAndTheTablesKnowToItsEnd() {
    acme.customer("ada", "Pacific/Kiritimati");
    for (var year : List.of(1970, 9900)) {
      var quote = Client.quoteOf("q-" + year, "ada", LocalDate.of(year, 1, 1), 120);
      acme.accept(create("of-" + year, quote));
    }
    for (var year : List.of(1969, 9901)) {
      var quote = Client.quoteOf("q-" + year, "ada", LocalDate.of(year, 1, 1), 1);
      var failure = refused("QUOTE_INVALID", () -> create("of-" + year, quote));
      assertEquals(List.of("quote.start_date"), fields(failure));
    }
  }

  @Test
  void acceptingMakesAContractWithPeriodsInTheCustomersZone() {
    acme.customer("ada", "America/New_York");
    var quote = acme.quote("q", "ada", MARCH, 2);
    var contract = acme.accept(quote);
    assertEquals(Contract.State.ACCEPTED, contract.getState());
    assertFalse(contract.hasActivateTime());
    assertEquals("America/New_York", contract.getZone());
    assertEquals(List.of("2026-03-01T05:00:00Z", "2026-04-01T04:00:00Z"), starts(contract));
    assertEquals(
        "2026-04-02T04:00:00Z",
        reckoner.kit.wire.Wire.instant(contract.getPeriods(0).getCutoffTime()).toString());
    assertEquals(contract, acme.accept(quote), "the same request again");
    assertEquals(contract, acme.accept("another-request", quote), "accepted before");
    assertEquals(contract, acme.contract("q"));
    assertEquals(
        Quote.State.ACCEPTED,
        acme.quotes().getQuote(GetQuoteRequest.newBuilder().setQuote("q").build()).getState());
  }

  @Test
  void theFirstRoundOfWakingAlsoFindsContractsThatWaitForTheirActivation() {
    acme.customer("ada", "America/New_York");
    acme.accept(acme.quote("q", "ada", MARCH, 1));
    var store = SERVICE.context().getBean(ProcessStore.class);
    var all = new ProcessRef(ProcessRef.Kind.CONTRACT, acme.tenant(), "");
    var contract = new ProcessRef(ProcessRef.Kind.CONTRACT, acme.tenant(), "q");
    assertTrue(store.due(Instant.EPOCH, Instant.EPOCH, all, 1000).contains(contract));
    var later = Instant.EPOCH.plusSeconds(1);
    assertFalse(store.due(later, later, all, 1000).contains(contract));
  }

  @Test
  void aHashThatIsNotTheQuotesIsRefusedAndMakesNoContract() {
    acme.customer("ada", "America/New_York");
    var quote = acme.quote("q", "ada", MARCH, 2);
    refused(
        "QUOTE_CHANGED",
        () ->
            acme.quotes()
                .acceptQuote(
                    AcceptQuoteRequest.newBuilder()
                        .setRequestId("r")
                        .setQuote("q")
                        .setContentHash("0".repeat(64))
                        .build()));
    refused("NOT_FOUND", () -> acme.contract("q"));
    assertNotEquals("", quote.getContentHash());
  }

  @Test
  void twentyWhoAcceptAtOnceGetOneContract() throws Exception {
    acme.customer("ada", "America/New_York");
    var quote = acme.quote("q", "ada", MARCH, 3);
    var latch = new CountDownLatch(1);
    var answers = new ArrayList<Future<Contract>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        var requestId = "accept-" + i / 2; // each request from two at once
        answers.add(
            threads.submit(() -> {
              latch.await();
              return acme.accept(requestId, quote);
            }));
      }
      latch.countDown();
    }
    var contracts = new HashSet<Contract>();
    for (var answer : answers) {
      contracts.add(answer.get());
    }
    assertEquals(1, contracts.size());
  }

  @Test
  void contractsAreListedByKeyInPages() {
    acme.customer("ada", "UTC");
    var month = MARCH;
    for (var key : List.of("b", "B", "a", "c/1")) {
      acme.accept(acme.quote(key, "ada", month, 1));
      month = month.plusMonths(1);
    }
    var first =
        acme.contracts().listContracts(ListContractsRequest.newBuilder().setPageSize(3).build());
    assertEquals(
        List.of("B", "a", "b"),
        first.getContractsList().stream().map(Contract::getContract).toList());
    var second =
        acme.contracts()
            .listContracts(
                ListContractsRequest.newBuilder()
                    .setPageSize(3)
                    .setPageToken(first.getNextPageToken())
                    .build());
    assertEquals(
        List.of("c/1"), second.getContractsList().stream().map(Contract::getContract).toList());
    assertEquals("", second.getNextPageToken());
    assertTrue(second.getContracts(0).getPeriodsCount() == 1);
    refused(
        "PAGE_TOKEN_INVALID",
        () ->
            acme.contracts()
                .listContracts(ListContractsRequest.newBuilder().setPageToken("%").build()));
  }

  @Test
  void anotherTenantSeesNothingAndMayUseTheSameKeys() {
    acme.customer("ada", "America/New_York");
    acme.accept(acme.quote("q", "ada", MARCH, 2));
    var other = Client.of(SERVICE);
    refused(
        "NOT_FOUND",
        () -> other.quotes().getQuote(GetQuoteRequest.newBuilder().setQuote("q").build()));
    refused(
        "NOT_FOUND",
        () ->
            other
                .contracts()
                .getContract(GetContractRequest.newBuilder().setContract("q").build()));
    refused("NOT_FOUND", () -> other.run("r"));
    refused("CUSTOMER_UNKNOWN", () -> other.quote("q", "ada", MARCH, 2));
    assertEquals(
        0,
        other
            .contracts()
            .listContracts(ListContractsRequest.getDefaultInstance())
            .getContractsCount());
    other.customer("ada", "Asia/Tokyo");
    assertEquals("Asia/Tokyo", other.accept(other.quote("q", "ada", MARCH, 2)).getZone());
  }

  private reckoner.proto.workflows.v1.Customer create(String requestId, String key, String zone) {
    return acme.customers()
        .createCustomer(
            CreateCustomerRequest.newBuilder()
                .setRequestId(requestId)
                .setCustomer(Client.customerOf(key, zone))
                .build());
  }

  private Quote create(String requestId, Quote quote) {
    return acme.quotes()
        .createQuote(
            CreateQuoteRequest.newBuilder().setRequestId(requestId).setQuote(quote).build());
  }

  private static List<String> fields(Throwable failure) {
    return RefusalStatus.faults(failure).getFieldViolationsList().stream()
        .map(violation -> violation.getField())
        .toList();
  }

  private static List<String> starts(Contract contract) {
    return contract.getPeriodsList().stream()
        .map(period -> reckoner.kit.wire.Wire.instant(period.getPeriod().getStartTime()).toString())
        .toList();
  }
}
