package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.contract;
import static reckoner.rating.Meter.event;

import com.google.rpc.BadRequest.FieldViolation;
import com.google.type.Decimal;
import com.google.type.Interval;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.wire.Wire;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.clock.v1.GetClockRequest;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.RatingServiceGrpc;

/** Contracts as rating learns of them. */
class ContractTest {
  private static final Meter METER = new Meter();

  @AfterAll
  static void stop() {
    METER.close();
  }

  private static String refusal(String tenant, String requestId, Contract.Builder contract) {
    var refused =
        assertThrows(
            StatusRuntimeException.class, () -> METER.register(tenant, requestId, contract));
    return RefusalStatus.reason(refused).orElseThrow();
  }

  @Test
  void registeringTwiceIsRegisteringOnce() {
    METER.ingest("twice", event("1", "c", "2026-03-01T00:00:00Z", "small"));
    var contract = contract("c/1", "c", MARCH, APRIL);
    var first = METER.register("twice", "1", contract);
    assertEquals(1, first.getMatchedEvents());
    assertEquals(first, METER.register("twice", "1", contract), "the first answer again");
    assertEquals(0, METER.register("twice", "2", contract).getMatchedEvents());
    assertEquals("KEY_TAKEN", refusal("twice", "3", contract.clone().setZone("Asia/Tokyo")));
    assertEquals(
        "REQUEST_ID_REUSED", refusal("twice", "1", contract.clone().setZone("Asia/Tokyo")));
  }

  @Test
  void aCustomersTimeBelongsToOneContract() {
    METER.register("overlap", "1", contract("c/1", "c", MARCH, APRIL));
    METER.register("overlap", "2", contract("c/2", "c", APRIL, MAY));
    METER.register("overlap", "3", contract("d/1", "d", MARCH, MAY));
    assertEquals(
        "CONTRACT_OVERLAP",
        refusal("overlap", "4", contract("c/3", "c", APRIL.minusSeconds(1), APRIL)));
  }

  @Test
  void whatAContractPinsMustBePublishedInItsCurrency() {
    var euros = contract("c/1", "c", MARCH, APRIL).setCurrency("EUR");
    assertEquals("CURRENCY_DIFFERS", refusal("pins", "1", euros));
    var newer = contract("c/1", "c", MARCH, APRIL);
    newer.getChargesBuilder(1).getModelUsageBuilder().setPriceBookVersion(2);
    assertEquals("PRICE_BOOK_UNKNOWN", refusal("pins", "2", newer));
  }

  @ParameterizedTest
  @CsvSource({
    "costs, 2, COST_BOOK_UNKNOWN",
    "prices, 1, COST_BOOK_UNKNOWN",
    "euro-costs, 1, CURRENCY_DIFFERS",
    "costs, 0, CONTRACT_INVALID"
  })
  void aCostBookThatIsNotThereOrInAnotherCurrencyIsRefused(
      String book, int version, String reason) {
    try (var meter = new Meter()) {
      meter.catalog.publishCosts(MARCH, "costs", "{'currency': 'USD'}");
      meter.catalog.publishCosts(MARCH, "euro-costs", "{'currency': 'EUR'}");
      meter.catalog.publishBook(MARCH, "prices", "{'currency': 'USD'}");
      var contract = Pages.contract();
      var metered = contract.getChargesBuilder(0).getMeteredBuilder();
      metered.getCostBookBuilder().setKey(book).setVersion(version);
      var refused = assertThrows(StatusRuntimeException.class, () -> meter.register("1", contract));
      assertEquals(reason, RefusalStatus.reason(refused).orElseThrow());
      metered.getCostBookBuilder().setKey("costs").setVersion(1);
      meter.register("2", contract);
    }
  }

  @Test
  void everyFaultIsNamedAtOnce() {
    var broken = contract("c/1", "c", MARCH, APRIL).setZone("Mars/Olympus").setCurrency("XQQ");
    broken.addPeriods(Wire.interval(APRIL.plusSeconds(1), MAY));
    broken.addPeriods(Wire.interval(MAY, MAY));
    broken.addPeriods(Interval.getDefaultInstance());
    broken.getChargesBuilder(0).getRecurringBuilder().setAmount(decimal("-1"));
    broken.addCharges(Meter.usage("model-usage", "0.0000000000001"));
    broken
        .getChargesBuilder(1)
        .getModelUsageBuilder()
        .addAllowancesBuilder()
        .setTokenClass("tokens")
        .setQuantity(decimal("1"));
    broken
        .getChargesBuilder(1)
        .getModelUsageBuilder()
        .addAllowancesBuilder()
        .setTokenClass("input")
        .setQuantity(decimal("1"));
    var refused =
        assertThrows(StatusRuntimeException.class, () -> METER.register("faults", "1", broken));
    assertEquals("CONTRACT_INVALID", RefusalStatus.reason(refused).orElseThrow());
    assertEquals(
        List.of(
            "contract.zone",
            "contract.currency",
            "contract.periods[1]",
            "contract.periods[2]",
            "contract.periods[3]",
            "contract.charges[0].recurring.amount",
            "contract.charges[1].model_usage.allowances[1].token_class",
            "contract.charges[1].model_usage.allowances[2].token_class",
            "contract.charges[2].charge",
            "contract.charges[2]",
            "contract.charges[2].model_usage.allowances[0].quantity"),
        RefusalStatus.faults(refused).getFieldViolationsList().stream()
            .map(FieldViolation::getField)
            .toList());
  }

  private static Decimal decimal(String value) {
    return Decimal.newBuilder().setValue(value).build();
  }

  @Test
  void anOffsetIsNoZone() {
    assertEquals(
        "CONTRACT_INVALID",
        refusal("offset", "1", contract("c/1", "c", MARCH, APRIL).setZone("+05:00")));
  }

  @Test
  void ofContractsThatRaceForACustomerOneComes() throws Exception {
    var racers = 6;
    var start = new CountDownLatch(1);
    try (var pool = Executors.newFixedThreadPool(racers)) {
      var answers = new ArrayList<Future<String>>();
      for (var racer = 0; racer < racers; racer++) {
        var key = "c/" + racer;
        answers.add(
            pool.submit(() -> {
              start.await();
              try {
                METER.register("race", key, contract(key, "c", MARCH, APRIL));
                return "registered";
              } catch (StatusRuntimeException refused) {
                return RefusalStatus.reason(refused).orElse(String.valueOf(refused.getMessage()));
              }
            }));
      }
      start.countDown();
      var outcomes = new ArrayList<String>();
      for (var answer : answers) {
        outcomes.add(answer.get());
      }
      outcomes.sort(null);
      assertEquals("registered", outcomes.removeLast());
      assertTrue(outcomes.stream().allMatch("CONTRACT_OVERLAP"::equals), outcomes.toString());
    }
  }

  @Test
  void everyMethodHasAPermission() {
    var permissions = METER.service.context().getBeansOfType(RpcPermissions.class);
    assertEquals(
        List.of(),
        RatingServiceGrpc.getServiceDescriptor().getMethods().stream()
            .filter(method -> permissions.stream().allMatch(set -> set.of(method).isEmpty()))
            .toList());
  }

  @Test
  void aViewerRegistersNothing() {
    var refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                Meter.sure(() ->
                    METER
                        .as("roles", Role.VIEWER)
                        .registerContract(
                            reckoner.proto.rating.v1.RegisterContractRequest.newBuilder()
                                .setRequestId("1")
                                .setContract(contract("c/1", "c", MARCH, APRIL))
                                .build())));
    assertEquals(Status.Code.PERMISSION_DENIED, refused.getStatus().getCode());
    var clock =
        METER
            .service
            .as(Role.MACHINE, (ManagedChannel c) -> ClockServiceGrpc.newBlockingStub(c))
            .getClock(GetClockRequest.getDefaultInstance());
    assertTrue(clock.getStanding());
  }
}
