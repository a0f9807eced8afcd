package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.LimitServiceGrpc;
import reckoner.proto.rating.v1.OnFailure;
import reckoner.proto.rating.v1.TakeRateRequest;
import reckoner.proto.rating.v1.TakeRateResponse;

/**
 * Rate limits of contracts, answered by several processes. Windows are a month: nothing comes back
 * meanwhile.
 */
class RateLimitTest {
  private final Meter meter = News.meter();

  @BeforeEach
  void register() {
    meter.publishSmallAndLarge();
    meter.register("1", limited("c"));
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  private static Contract.Builder limited(String customer) {
    return Json.merge(
        Meter.contract(customer + "/2026-03", customer, MARCH, APRIL),
        """
        {'rateLimits': [
          {'limit': 'month', 'meter': 'calls', 'quantity': '2000', 'window': '2678400s'},
          {'limit': 'of-key', 'meter': 'calls', 'quantity': '1500', 'window': '2678400s',
           'per': 'api_key'},
          {'limit': 'pages', 'meter': 'pages', 'quantity': '1', 'window': '2678400s', 'burst': '5',
           'onFailure': 'ALLOW'}]}
        """);
  }

  private static TakeRateResponse take(TestService service, TakeRateRequest.Builder request) {
    return service
        .as(
            Meter.TENANT,
            Role.MACHINE,
            (ManagedChannel channel) -> LimitServiceGrpc.newBlockingStub(channel))
        .takeRate(request.build());
  }

  private static TakeRateRequest.Builder calls(long units, String key) {
    return TakeRateRequest.newBuilder()
        .setCustomer("c")
        .setMeter("calls")
        .setQuantity(units)
        .putDimensions("api_key", key);
  }

  private static TakeRateRequest.Builder pages(long units) {
    return TakeRateRequest.newBuilder().setCustomer("c").setMeter("pages").setQuantity(units);
  }

  private TestService replica() {
    return TestService.startOn(
        "rating", meter.database, Map.of("reckoner.catalog-address", meter.catalog.address()));
  }

  @Test
  void eachLimitOfTheMeterIsAskedAndTheOneThatRefusesIsNamed() {
    assertEquals("of-key", take(meter.service, calls(1_500, "a")).getLimit());
    var refused = take(meter.service, calls(1, "a"));
    assertFalse(refused.getAllowed());
    assertEquals("of-key", refused.getLimit());
    assertTrue(refused.getRetryAfter().getSeconds() > 0);
    var wide = take(meter.service, calls(501, "b"));
    assertEquals("month", wide.getLimit());
    assertFalse(wide.getAllowed());
    assertTrue(take(meter.service, calls(500, "b")).getAllowed());
    assertFalse(take(meter.service, pages(6)).hasRetryAfter(), "more than the burst never is");
    assertTrue(take(meter.service, pages(5)).getAllowed());
    var unlimited = take(meter.service, pages(9).setMeter("other"));
    assertTrue(unlimited.getAllowed());
    assertEquals("", unlimited.getLimit());
    var unknown =
        assertThrows(
            StatusRuntimeException.class,
            () -> take(meter.service, calls(1, "a").setCustomer("stranger")));
    assertEquals("NOT_FOUND", RefusalStatus.reason(unknown).orElse("none"));
  }

  @Test
  void ofSixtyFourCallersForTheLastUnitExactlyOneGetsIt() throws Exception {
    take(meter.service, calls(1_499, "a"));
    try (var other = replica();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      assertEquals(1, allowedOf(64, callers, meter.service, other, "a"));
    }
  }

  @Test
  void severalProcessesTogetherAllowExactlyWhatThereIs() throws Exception {
    try (var other = replica();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      int allowed = 0;
      for (int round = 0; round < 30; round++) {
        allowed += allowedOf(64, callers, meter.service, other, "a");
      }
      for (var service : new TestService[] {meter.service, other}) {
        service.context().getBean(TakeRate.class).giveBackAll();
      }
      while (take(meter.service, calls(1, "a")).getAllowed()) {
        allowed++;
      }
      meter.service.context().getBean(TakeRate.class).giveBackAll();
      while (take(other, calls(1, "a")).getAllowed()) {
        allowed++;
      }
      assertEquals(1_500, allowed);
    }
  }

  private static int allowedOf(
      int count,
      java.util.concurrent.ExecutorService callers,
      TestService one,
      TestService other,
      String key)
      throws Exception {
    var start = new CountDownLatch(1);
    var answers = new ArrayList<Future<TakeRateResponse>>();
    for (int i = 0; i < count; i++) {
      var service = i % 2 == 0 ? one : other;
      answers.add(
          callers.submit(() -> {
            start.await();
            return take(service, calls(1, key));
          }));
    }
    start.countDown();
    int allowed = 0;
    for (var answer : answers) {
      allowed += answer.get().getAllowed() ? 1 : 0;
    }
    return allowed;
  }

  /** Both have looked and found no row before either inserts it. */
  @Test
  void ofTwoProcessesThatAskANewBucketFirstOneGetsTheLastUnits() throws Exception {
    Pages.sql(
        meter,
        """
        create function hold() returns trigger language plpgsql as
          $$ begin perform pg_advisory_xact_lock_shared(42); return new; end $$;
        create trigger hold before insert on rate_bucket for each row execute function hold()
        """);
    try (var other = replica();
        var holder = Probe.connect(meter.database);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Probe.execute(holder, "select pg_advisory_lock(42)");
      var answers =
          List.of(
              callers.submit(() -> take(meter.service, pages(3))),
              callers.submit(() -> take(other, pages(3))));
      var waiting =
          "select count(*) from pg_stat_activity where datname = current_database() and"
              + " wait_event_type = 'Lock' and wait_event = 'advisory'";
      Probe.await("two that insert", () -> Pages.sql(meter, waiting).equals(List.of("2")));
      Probe.execute(holder, "select pg_advisory_unlock(42)");
      int allowed = 0;
      for (var answer : answers) {
        assertFalse(answer.get().getUndecided());
        allowed += answer.get().getAllowed() ? 1 : 0;
      }
      assertEquals(1, allowed);
      assertEquals(List.of("1"), Pages.sql(meter, "select count(*) from rate_bucket"));
      assertTrue(take(other, pages(2)).getAllowed(), "what is left");
    }
  }

  @Test
  void aRestartForgetsNothingAndGivesBackWhatWasLeased() {
    try (var first = replica()) {
      for (int i = 0; i < 300; i++) {
        assertTrue(take(first, calls(1, "a")).getAllowed());
      }
    }
    try (var second = replica()) {
      assertFalse(take(second, calls(1_201, "a")).getAllowed());
      assertTrue(take(second, calls(1_200, "a")).getAllowed());
    }
  }

  @Test
  void bucketsThatAreFullAreForgottenAndTheOthersAreNot() {
    take(meter.service, calls(1, "a"));
    var buckets = meter.service.context().getBean(RateBuckets.class);
    assertEquals(0, buckets.forgetFull());
    meter.register(
        "2",
        Json.merge(
            Meter.contract("d", "d", MARCH, APRIL),
            "{'rateLimits': [{'limit': 'l', 'meter': 'calls', 'quantity': '1000000000', 'window':"
                + " '1s', 'burst': '1'}]}"));
    assertTrue(take(meter.service, calls(1, "a").setCustomer("d")).getAllowed());
    // full after a millisecond; those of c are not
    Probe.await(
        "the full one is gone",
        () -> {
          buckets.forgetFull();
          return Pages.sql(meter, "select contract from rate_bucket")
              .equals(List.of("c/2026-03", "c/2026-03"));
        });
    assertTrue(take(meter.service, calls(1, "a").setCustomer("d")).getAllowed());
  }

  /** On real time, since a test clock stands in the database. */
  @Test
  void whileTheDatabaseIsAwayTheAnswerIsWhatIsSaid() {
    meter.register(
        "2",
        limited("r")
            .clearPeriods()
            .addPeriods(
                Wire.interval(
                    Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2120-01-01T00:00:00Z"))));
    var properties =
        Map.<String, Object>of(
            "reckoner.catalog-address", meter.catalog.address(), "reckoner.test-clock", false);
    try (var real = TestService.startOn("rating", meter.database, properties)) {
      take(real, pages(1).setCustomer("r"));
      TestDatabase.allowConnections(meter.database, false);
      var open = calls(1, "new").setCustomer("r").setOnFailure(OnFailure.ALLOW);
      assertTrue(take(real, open).getUndecided());
      assertTrue(take(real, open).getAllowed());
      assertFalse(take(real, calls(1, "new").setCustomer("r")).getAllowed());
      assertTrue(take(real, pages(1).setCustomer("r")).getAllowed(), "as its limit says");
      // nobody has asked for this customer's limits yet
      var unread = take(real, calls(1, "a").setOnFailure(OnFailure.ALLOW));
      assertTrue(unread.getAllowed());
      assertTrue(unread.getUndecided());
      assertEquals("", unread.getLimit());
      assertFalse(take(real, calls(1, "a")).getAllowed(), "nobody says otherwise");
    } finally {
      TestDatabase.allowConnections(meter.database, true);
    }
  }

  @Test
  void termsAreNamedOnceAndFaultsByTheirField() {
    var twice =
        Json.merge(
            Meter.contract("e", "e", MARCH, APRIL),
            "{'rateLimits': [{'limit': 'l', 'meter': 'm', 'quantity': '1', 'window': '1s'},"
                + " {'limit': 'l', 'meter': 'm', 'quantity': '1', 'window': '1.0005s'}]}");
    var refused = assertThrows(StatusRuntimeException.class, () -> meter.register("3", twice));
    assertEquals("CONTRACT_INVALID", RefusalStatus.reason(refused).orElse("none"));
    assertEquals(
        List.of("contract.rate_limits[1].limit", "contract.rate_limits[1].window"),
        RefusalStatus.faults(refused).getFieldViolationsList().stream()
            .map(fault -> fault.getField())
            .toList());
    var again =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                meter.register(
                    "4",
                    limited("c")
                        .setRateLimits(
                            0, limited("c").getRateLimits(0).toBuilder().setQuantity(1))));
    assertEquals("KEY_TAKEN", RefusalStatus.reason(again).orElse("none"));
    assertTrue(
        String.valueOf(again.getStatus().getDescription()).contains("c/2026-03"),
        again::getMessage);
  }
}
