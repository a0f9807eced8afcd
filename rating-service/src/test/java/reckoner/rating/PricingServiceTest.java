package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.type.DayOfWeek;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.proto.pricing.v1.AllocateRequest;
import reckoner.proto.pricing.v1.ByTime;
import reckoner.proto.pricing.v1.ChargeTerms;
import reckoner.proto.pricing.v1.Flat;
import reckoner.proto.pricing.v1.Grouped;
import reckoner.proto.pricing.v1.PerUnit;
import reckoner.proto.pricing.v1.PreviewPeriodsRequest;
import reckoner.proto.pricing.v1.PreviewPeriodsResponse;
import reckoner.proto.pricing.v1.Price;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.PricingServiceGrpc;
import reckoner.proto.pricing.v1.PricingServiceGrpc.PricingServiceBlockingStub;
import reckoner.proto.pricing.v1.ProrateRequest;
import reckoner.proto.pricing.v1.Rate;
import reckoner.proto.pricing.v1.Tiers;
import reckoner.proto.pricing.v1.Usage;

/** Rating hosts the computations; what they compute is tested beside them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PricingServiceTest {
  private static final int UNKNOWN = 99;

  private static final AllocateRequest SPLIT =
      AllocateRequest.newBuilder()
          .setAmount("20")
          .addAllWeights(List.of("100", "25"))
          .setCurrency("USD")
          .build();

  private static final PreviewPeriodsRequest TERM =
      PreviewPeriodsRequest.newBuilder().setStart("2026-01-31").setEnd("2026-04-30").build();

  private static final ProrateRequest PART =
      ProrateRequest.newBuilder()
          .setAmount("100")
          .setWholeStart("2026-07-01")
          .setWholeEnd("2026-08-01")
          .setStart("2026-07-04")
          .setEnd("2026-08-01")
          .setCurrency("USD")
          .build();

  private TestService service;
  private PricingServiceBlockingStub pricing;

  @BeforeAll
  void start() {
    service = TestService.start("rating", Map.of("reckoner.catalog-address", "localhost:1"));
    pricing =
        service.as(
            Role.VIEWER, (ManagedChannel channel) -> PricingServiceGrpc.newBlockingStub(channel));
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void whoeverHasARoleComputesAndFaultsAreNamed() {
    assertEquals(List.of("16.00", "4.00"), pricing.allocate(SPLIT).getPartsList());
    assertEquals(
        List.of("2026-01-31", "2026-02-28", "2026-03-31"),
        pricing.previewPeriods(TERM).getPeriodsList().stream()
            .map(PreviewPeriodsResponse.Period::getStart)
            .toList());
    assertEquals("90.32", pricing.prorate(PART).getAmount());
    assertRefused(
        "PRICING_INVALID",
        "amount",
        () -> pricing.allocate(SPLIT.toBuilder().setAmount("x").build()));
  }

  @Test
  void aPriceMayStandInAPriceEightDeep() {
    assertEquals("8.00", pricing.priceUsage(priced(nested(8))).getAmount());
    assertRefused(
        "PRICING_INVALID",
        "terms.price" + ".grouped.price".repeat(8),
        () -> pricing.priceUsage(priced(nested(9))));
  }

  @Test
  void aBoundHoldsHoweverDeepItStands() {
    var negative =
        grouped(
            grouped(
                Price.newBuilder()
                    .setPerUnit(PerUnit.newBuilder().setRate(Rate.newBuilder().setPer(-1)))
                    .build()));
    assertRefused(
        "REQUEST_INVALID",
        "terms.price.grouped.price.grouped.price.per_unit.rate.per",
        () -> pricing.priceUsage(priced(negative)));
  }

  @Test
  void aValueOfALaterVersionIsRefusedWithItsField() {
    assertUnknown(
        "drift", () -> pricing.allocate(SPLIT.toBuilder().setDriftValue(UNKNOWN).build()));
    assertUnknown("basis", () -> pricing.prorate(PART.toBuilder().setBasisValue(UNKNOWN).build()));
    assertUnknown(
        "rounding", () -> pricing.prorate(PART.toBuilder().setRoundingValue(UNKNOWN).build()));
    assertUnknown(
        "weekday",
        () ->
            pricing.previewPeriods(
                TERM.toBuilder().setWeekday(DayOfWeek.DAY_OF_WEEK_UNSPECIFIED).build()));
    var cadence = TERM.toBuilder();
    cadence.getCadenceBuilder().setUnitValue(UNKNOWN);
    assertUnknown("cadence.unit", () -> pricing.previewPeriods(cadence.build()));
    var terms = priced(nested(1)).toBuilder();
    terms.getTermsBuilder().setRemainderValue(UNKNOWN);
    assertUnknown("terms.remainder", () -> pricing.priceUsage(terms.build()));
    var tiers = Tiers.newBuilder().addTiers(Tiers.Tier.getDefaultInstance()).setZeroValue(UNKNOWN);
    assertUnknown(
        "terms.price.graduated.zero",
        () -> pricing.priceUsage(priced(Price.newBuilder().setGraduated(tiers).build())));
    var sometimes =
        ByTime.newBuilder()
            .setOtherwise(nested(1))
            .addWindows(
                ByTime.Window.newBuilder()
                    .addDays(DayOfWeek.MONDAY)
                    .addDaysValue(8)
                    .setPrice(nested(1)));
    assertUnknown(
        "terms.price.by_time.windows[0].days[1]",
        () -> pricing.priceUsage(priced(Price.newBuilder().setByTime(sometimes).build())));
  }

  /** Prices of which each stands in the one before; the innermost is a fee of 1. */
  private static Price nested(int depth) {
    var price = Price.newBuilder().setFlat(Flat.newBuilder().setAmount("1")).build();
    for (int i = 1; i < depth; i++) {
      price = grouped(price);
    }
    return price;
  }

  private static Price grouped(Price price) {
    return Price.newBuilder()
        .setGrouped(Grouped.newBuilder().setEachRecord(true).setPrice(price))
        .build();
  }

  /** Of eight events. */
  private static PriceUsageRequest priced(Price price) {
    var request =
        PriceUsageRequest.newBuilder()
            .setTerms(ChargeTerms.newBuilder().setPrice(price))
            .setCurrency("USD");
    for (int i = 0; i < 8; i++) {
      request.addUsage(Usage.newBuilder().setQuantity("1"));
    }
    return request.build();
  }

  private static void assertUnknown(String field, Executable call) {
    assertRefused("REQUEST_INVALID", field, call);
  }

  private static void assertRefused(String reason, String field, Executable call) {
    var refused = assertThrows(StatusRuntimeException.class, call);
    assertEquals(reason, RefusalStatus.reason(refused).orElse(""), refused.getMessage());
    assertEquals(
        List.of(field),
        RefusalStatus.faults(refused).getFieldViolationsList().stream()
            .map(violation -> violation.getField())
            .toList());
  }

  @Test
  void everyComputationIsAnsweredOrRefusedForItsFields() {
    var empty = new ByteArrayInputStream(new byte[0]);
    for (var method : PricingServiceGrpc.getServiceDescriptor().getMethods()) {
      var told = answer(pricing, method, empty);
      assertTrue(
          Set.of("OK", "REQUEST_INVALID", "PRICING_INVALID").contains(told),
          () -> method.getFullMethodName() + " " + told);
    }
  }

  private static <Q, R> String answer(
      PricingServiceGrpc.PricingServiceBlockingStub stub,
      MethodDescriptor<Q, R> method,
      InputStream request) {
    try {
      ClientCalls.blockingUnaryCall(
          stub.getChannel(), method, stub.getCallOptions(), method.parseRequest(request));
      return "OK";
    } catch (StatusRuntimeException refused) {
      return RefusalStatus.reason(refused).orElseGet(() -> refused.getStatus().toString());
    }
  }
}
