package reckoner.rating;

import com.google.protobuf.Timestamp;
import com.google.type.Decimal;
import io.grpc.ManagedChannel;
import io.grpc.stub.BlockingClientCall;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.rating.v1.AdjustPeriodRequest;
import reckoner.proto.rating.v1.Allowance;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.ClosePeriodRequest;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.CorrectUsageRequest;
import reckoner.proto.rating.v1.CorrectUsageResponse;
import reckoner.proto.rating.v1.CorrectionServiceGrpc;
import reckoner.proto.rating.v1.DueCharge;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.GetUsageHistoryRequest;
import reckoner.proto.rating.v1.GetUsageSummaryRequest;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.ListLineUsageRequest;
import reckoner.proto.rating.v1.ListLineUsageResponse;
import reckoner.proto.rating.v1.ListUsageExceptionsRequest;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.ModelUsageTerms;
import reckoner.proto.rating.v1.PeriodAdjustment;
import reckoner.proto.rating.v1.QueryPeriodRequest;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.RatingServiceGrpc.RatingServiceBlockingV2Stub;
import reckoner.proto.rating.v1.RecurringTerms;
import reckoner.proto.rating.v1.RegisterContractRequest;
import reckoner.proto.rating.v1.RegisterContractResponse;
import reckoner.proto.rating.v1.SpendServiceGrpc;
import reckoner.proto.rating.v1.UsageCorrection;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageException;
import reckoner.proto.rating.v1.UsageHistory;
import reckoner.proto.rating.v1.UsageName;
import reckoner.proto.rating.v1.UsageSummary;

/** A rating service with a fake catalog beside it, as a tenant's clients see the two. */
final class Meter implements AutoCloseable {
  static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
  static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
  static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  static final String TENANT = "acme";

  final FakeCatalog catalog;
  final Map<String, Object> database;
  final TestService service;

  /** Starts with business time at the first of March. */
  Meter() {
    this(TestDatabase.properties("rating"));
  }

  /** Starts on a database that may already hold usage. */
  Meter(Map<String, Object> database) {
    this(database, new FakeCatalog());
  }

  /** Starts as another replica does, which has asked the catalog for nothing yet. */
  Meter(Map<String, Object> database, FakeCatalog catalog) {
    this.catalog = catalog;
    this.database = database;
    this.service =
        TestService.startOn(
            "rating",
            database,
            Map.of("reckoner.catalog-address", catalog.address(), "reckoner.cloud-events", true));
    advance(MARCH);
  }

  RatingServiceBlockingV2Stub as(String tenant, Role role) {
    return service.as(
        tenant, role, (ManagedChannel channel) -> RatingServiceGrpc.newBlockingV2Stub(channel));
  }

  void advance(Instant time) {
    service
        .as(Role.OPERATOR, (ManagedChannel c) -> ClockServiceGrpc.newBlockingStub(c))
        .advanceClock(
            AdvanceClockRequest.newBuilder()
                .setRequestId("to " + time)
                .setTime(Wire.timestamp(time))
                .build());
  }

  /** A flat model, and one with tiers, a price from 13 March and a window over midnight. */
  void publishSmallAndLarge() {
    catalog.publish(
        MARCH.minusSeconds(1),
        "openai",
        "small",
        "v1",
        FakeCatalog.always(FakeCatalog.rate("input", "1.5"), FakeCatalog.rate("output", "6")));
    catalog.publish(
        MARCH.minusSeconds(1),
        "openai",
        "large",
        "v1",
        FakeCatalog.always(
            FakeCatalog.rate("input", "3", 200_000, "6"),
            FakeCatalog.rate("output", "15", 200_000, "22.5")),
        FakeCatalog.from(
            Instant.parse("2026-03-13T00:00:00Z"),
            FakeCatalog.rate("input", "4"),
            FakeCatalog.rate("cache_read", "0.4")),
        FakeCatalog.daily(
            LocalTime.of(23, 0),
            LocalTime.of(1, 0),
            FakeCatalog.rate("input", "1"),
            FakeCatalog.rate("output", "1")));
  }

  static UsageEvent event(String id, String customer, String time, String model, String... units) {
    var event =
        UsageEvent.newBuilder()
            .setSource("gateway")
            .setEventId(id)
            .setCustomer(customer)
            .setEventTime(Wire.timestamp(Instant.parse(time)))
            .setProvider("openai")
            .setModel(model)
            .setNesting(UsageEvent.Nesting.DISJOINT);
    for (int i = 0; i < units.length; i += 2) {
      event.putQuantities(units[i], Decimal.newBuilder().setValue(units[i + 1]).build());
    }
    return event.build();
  }

  IngestUsageResponse ingest(String tenant, UsageEvent... events) {
    return ingest(
            tenant, List.of(IngestUsageRequest.newBuilder().addAllEvents(List.of(events)).build()))
        .getFirst();
  }

  List<EventResult> ingest(UsageEvent... events) {
    return ingest(TENANT, events).getResultsList();
  }

  /** Sends batches over one stream, each after the answer to the one before. */
  List<IngestUsageResponse> ingest(String tenant, List<IngestUsageRequest> batches) {
    BlockingClientCall<IngestUsageRequest, IngestUsageResponse> call =
        as(tenant, Role.MACHINE).ingestUsage();
    var answers = new ArrayList<IngestUsageResponse>();
    try {
      for (var batch : batches) {
        call.write(batch);
        var answer = call.read();
        if (answer == null) {
          throw new AssertionError("the stream ended early");
        }
        answers.add(answer);
      }
      call.halfClose();
      if (call.read() != null) {
        throw new AssertionError("an answer too many");
      }
      return answers;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    } catch (io.grpc.StatusException refused) {
      throw refused.getStatus().asRuntimeException(refused.getTrailers());
    }
  }

  /** By its terms as JSON. */
  static Charge.Builder metered(String charge, String displayName, String terms) {
    return Charge.newBuilder()
        .setCharge(charge)
        .setDisplayName(displayName)
        .setMetered(Json.merge(MeteredTerms.newBuilder(), terms));
  }

  static Contract.Builder contract(String key, String customer, Instant... edges) {
    var contract =
        Contract.newBuilder()
            .setContract(key)
            .setCustomer(customer)
            .setZone("UTC")
            .setCurrency("USD")
            .setActivateTime(stamp(MARCH))
            .addCharges(fee("platform-fee", "29.00"))
            .addCharges(usage("model-usage", "100000"));
    for (int i = 1; i < edges.length; i++) {
      contract.addPeriods(Wire.interval(edges[i - 1], edges[i]));
    }
    return contract;
  }

  static Timestamp stamp(Instant time) {
    return Wire.timestamp(time);
  }

  static Charge fee(String key, String amount) {
    return Charge.newBuilder()
        .setCharge(key)
        .setDisplayName("Platform fee")
        .setRecurring(RecurringTerms.newBuilder().setAmount(Decimal.newBuilder().setValue(amount)))
        .build();
  }

  static Charge usage(String key, String freeInput) {
    return Charge.newBuilder()
        .setCharge(key)
        .setDisplayName("Model usage")
        .setModelUsage(
            ModelUsageTerms.newBuilder()
                .setPriceBook("list")
                .setPriceBookVersion(1)
                .addAllowances(
                    Allowance.newBuilder()
                        .setTokenClass("input")
                        .setQuantity(Decimal.newBuilder().setValue(freeInput))))
        .build();
  }

  RegisterContractResponse register(String requestId, Contract.Builder contract) {
    return register(TENANT, requestId, contract);
  }

  RegisterContractResponse register(String tenant, String requestId, Contract.Builder contract) {
    return sure(() ->
        as(tenant, Role.SERVICE)
            .registerContract(
                RegisterContractRequest.newBuilder()
                    .setRequestId(requestId)
                    .setContract(contract)
                    .build()));
  }

  ClosedPeriod close(String requestId, String contract, Instant start) {
    return close(TENANT, requestId, contract, start);
  }

  ClosedPeriod close(String tenant, String requestId, String contract, Instant start) {
    return sure(() -> as(tenant, Role.SERVICE).closePeriod(closing(requestId, contract, start)));
  }

  static ClosePeriodRequest closing(String requestId, String contract, Instant start) {
    return ClosePeriodRequest.newBuilder()
        .setRequestId(requestId)
        .setContract(contract)
        .setPeriodStart(stamp(start))
        .build();
  }

  /**
   * Amends or voids events as a machine; each correction is made by {@link #amend} or {@link
   * #voiding}.
   */
  CorrectUsageResponse correct(String tenant, String requestId, UsageCorrection... corrections) {
    return corrections(tenant, Role.MACHINE)
        .correctUsage(
            CorrectUsageRequest.newBuilder()
                .setRequestId(requestId)
                .addAllCorrections(List.of(corrections))
                .build());
  }

  static UsageCorrection amend(UsageEvent event) {
    return UsageCorrection.newBuilder().setAmend(event).setReason("was wrong").build();
  }

  static UsageCorrection voiding(UsageEvent event) {
    return UsageCorrection.newBuilder()
        .setVoid(UsageName.newBuilder().setSource(event.getSource()).setEventId(event.getEventId()))
        .setReason("never happened")
        .build();
  }

  UsageHistory history(String tenant, UsageEvent event) {
    return corrections(tenant, Role.VIEWER)
        .getUsageHistory(
            GetUsageHistoryRequest.newBuilder().setEvent(voiding(event).getVoid()).build());
  }

  /** Adjusts a period as it is known before a cut-off. */
  PeriodAdjustment adjust(
      String tenant, String requestId, String contract, Instant start, Instant cutoff) {
    return corrections(tenant, Role.SERVICE)
        .adjustPeriod(
            AdjustPeriodRequest.newBuilder()
                .setRequestId(requestId)
                .setContract(contract)
                .setPeriodStart(stamp(start))
                .setCutoffTime(stamp(cutoff))
                .build());
  }

  CorrectionServiceGrpc.CorrectionServiceBlockingStub corrections(String tenant, Role role) {
    return service.as(
        tenant, role, (ManagedChannel channel) -> CorrectionServiceGrpc.newBlockingStub(channel));
  }

  /** The events behind a line, at most a thousand. */
  ListLineUsageResponse behind(String contract, Instant start, DueCharge line) {
    return service
        .as(Role.VIEWER, (ManagedChannel channel) -> SpendServiceGrpc.newBlockingStub(channel))
        .listLineUsage(
            ListLineUsageRequest.newBuilder()
                .setContract(contract)
                .setPeriodStart(stamp(start))
                .setCharge(line.getCharge())
                .setPart(line.getPart())
                .setPageSize(1_000)
                .build());
  }

  /** A period as it is known now. */
  ClosedPeriod query(String tenant, String contract, Instant start) {
    return query(
        tenant,
        QueryPeriodRequest.newBuilder().setContract(contract).setPeriodStart(stamp(start)).build());
  }

  /** A period as it was known before an instant. */
  ClosedPeriod query(String tenant, String contract, Instant start, Instant knownBefore) {
    return query(
        tenant,
        QueryPeriodRequest.newBuilder()
            .setContract(contract)
            .setPeriodStart(stamp(start))
            .setKnownBefore(stamp(knownBefore))
            .build());
  }

  private ClosedPeriod query(String tenant, QueryPeriodRequest request) {
    return sure(() -> as(tenant, Role.VIEWER).queryPeriod(request));
  }

  UsageSummary summary(String tenant) {
    return sure(
        () -> as(tenant, Role.VIEWER).getUsageSummary(GetUsageSummaryRequest.getDefaultInstance()));
  }

  /** Every exception, read page by page. */
  List<UsageException> exceptions(String tenant, int pageSize, EventResult.Status... statuses) {
    var all = new ArrayList<UsageException>();
    var token = "";
    do {
      var request =
          ListUsageExceptionsRequest.newBuilder()
              .addAllStatuses(List.of(statuses))
              .setPageSize(pageSize)
              .setPageToken(token)
              .build();
      var page = sure(() -> as(tenant, Role.VIEWER).listUsageExceptions(request));
      all.addAll(page.getExceptionsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return all;
  }

  /** The newest position may be a second old. */
  void awaitNewPosition() {
    try {
      Thread.sleep(1100);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** A call of the second blocking stub, whose refusals are checked exceptions. */
  interface Call<T> {
    T run() throws io.grpc.StatusException;
  }

  static <T> T sure(Call<T> call) {
    try {
      return call.run();
    } catch (io.grpc.StatusException refused) {
      throw refused.getStatus().asRuntimeException(refused.getTrailers());
    }
  }

  @Override
  public void close() {
    service.close();
    catalog.close();
  }
}
