package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.type.Date;
import com.google.type.Decimal;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.function.Executable;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.workflows.v1.AcceptQuoteRequest;
import reckoner.proto.workflows.v1.BillingRun;
import reckoner.proto.workflows.v1.BillingRunServiceGrpc;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractServiceGrpc;
import reckoner.proto.workflows.v1.CreateCustomerRequest;
import reckoner.proto.workflows.v1.CreateQuoteRequest;
import reckoner.proto.workflows.v1.Customer;
import reckoner.proto.workflows.v1.CustomerServiceGrpc;
import reckoner.proto.workflows.v1.FreeUnits;
import reckoner.proto.workflows.v1.GetBillingRunRequest;
import reckoner.proto.workflows.v1.GetContractRequest;
import reckoner.proto.workflows.v1.ModelUsage;
import reckoner.proto.workflows.v1.MonthlyFee;
import reckoner.proto.workflows.v1.Quote;
import reckoner.proto.workflows.v1.QuoteLine;
import reckoner.proto.workflows.v1.QuoteServiceGrpc;
import reckoner.proto.workflows.v1.StartBillingRunRequest;

/** A tenant's people, as they call the service. */
record Client(TestService service, String tenant) {
  static Client of(TestService service) {
    return new Client(service, "tenant-" + UUID.randomUUID());
  }

  CustomerServiceGrpc.CustomerServiceBlockingStub customers() {
    return service.as(
        tenant, Role.SELLER, (ManagedChannel c) -> CustomerServiceGrpc.newBlockingStub(c));
  }

  QuoteServiceGrpc.QuoteServiceBlockingStub quotes() {
    return service.as(
        tenant, Role.SELLER, (ManagedChannel c) -> QuoteServiceGrpc.newBlockingStub(c));
  }

  ContractServiceGrpc.ContractServiceBlockingStub contracts() {
    return service.as(
        tenant, Role.SELLER, (ManagedChannel c) -> ContractServiceGrpc.newBlockingStub(c));
  }

  BillingRunServiceGrpc.BillingRunServiceBlockingStub runs() {
    return service.as(
        tenant, Role.FINANCE, (ManagedChannel c) -> BillingRunServiceGrpc.newBlockingStub(c));
  }

  Customer customer(String key, String zone) {
    return customers()
        .createCustomer(
            CreateCustomerRequest.newBuilder()
                .setRequestId("customer/" + key)
                .setCustomer(customerOf(key, zone))
                .build());
  }

  static Customer customerOf(String key, String zone) {
    return Customer.newBuilder()
        .setCustomer(key)
        .setDisplayName("The " + key + " company")
        .setZone(zone)
        .setCurrency("USD")
        .build();
  }

  Quote quote(String key, String customer, LocalDate start, int months) {
    return quotes()
        .createQuote(
            CreateQuoteRequest.newBuilder()
                .setRequestId("quote/" + key)
                .setQuote(quoteOf(key, customer, start, months))
                .build());
  }

  static Quote quoteOf(String key, String customer, LocalDate start, int months) {
    return Quote.newBuilder()
        .setQuote(key)
        .setCustomer(customer)
        .setStartDate(
            Date.newBuilder()
                .setYear(start.getYear())
                .setMonth(start.getMonthValue())
                .setDay(start.getDayOfMonth()))
        .setMonths(months)
        .addLines(
            QuoteLine.newBuilder()
                .setCharge("platform-fee")
                .setDisplayName("Platform fee")
                .setMonthlyFee(MonthlyFee.newBuilder().setAmount(decimal("29.00"))))
        .addLines(
            QuoteLine.newBuilder()
                .setCharge("models")
                .setDisplayName("Model usage")
                .setModelUsage(
                    ModelUsage.newBuilder()
                        .setPriceBook("list")
                        .setPriceBookVersion(1)
                        .addFreeUnits(
                            FreeUnits.newBuilder()
                                .setTokenClass("input")
                                .setQuantity(decimal("100000")))))
        .build();
  }

  static Decimal decimal(String text) {
    return Decimal.newBuilder().setValue(text).build();
  }

  Contract accept(Quote quote) {
    return accept("accept/" + quote.getQuote(), quote);
  }

  Contract accept(String requestId, Quote quote) {
    return quotes()
        .acceptQuote(
            AcceptQuoteRequest.newBuilder()
                .setRequestId(requestId)
                .setQuote(quote.getQuote())
                .setContentHash(quote.getContentHash())
                .build());
  }

  /** A customer with an accepted quote under the same key. */
  Contract sell(String key, LocalDate start, int months) {
    customer(key, "America/New_York");
    return accept(quote(key, key, start, months));
  }

  Contract contract(String key) {
    return contracts().getContract(GetContractRequest.newBuilder().setContract(key).build());
  }

  BillingRun startRun(String key, Instant periodEndMax) {
    return runs()
        .startBillingRun(
            StartBillingRunRequest.newBuilder()
                .setRequestId("run/" + key)
                .setBillingRun(key)
                .setPeriodEndMax(Wire.timestamp(periodEndMax))
                .setLegalEntity("seller")
                .build());
  }

  BillingRun run(String key) {
    return runs().getBillingRun(GetBillingRunRequest.newBuilder().setBillingRun(key).build());
  }

  void clockTo(String time) {
    service
        .as(tenant, Role.OPERATOR, (ManagedChannel c) -> ClockServiceGrpc.newBlockingStub(c))
        .advanceClock(
            AdvanceClockRequest.newBuilder()
                .setRequestId("clock/" + time)
                .setTime(Wire.timestamp(Instant.parse(time)))
                .build());
  }

  static StatusRuntimeException refused(String reason, Executable call) {
    var failure = assertThrows(StatusRuntimeException.class, call);
    assertEquals(reason, RefusalStatus.reason(failure).orElse("none: " + failure));
    return failure;
  }
}
