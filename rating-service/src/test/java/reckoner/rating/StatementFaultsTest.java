package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Pages.CONTRACT;
import static reckoner.rating.Pages.CUTOFF;
import static reckoner.rating.Pages.document;

import com.google.protobuf.Message;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.BackfillScope;
import reckoner.proto.rating.v1.ClosePeriodsRequest;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.Threshold;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * Every write of each use case fails in its turn, by an exception or with its session, and each of
 * its rows once more at the commit: nothing of it stays, and done again it comes to what it would
 * have come to. Two are shown elsewhere: a replay, which is two transactions (ReplayTest), and a
 * rate limit, which answers undecided where its one row cannot be written (RateLimitTest).
 */
class StatementFaultsTest {
  private static final String NOON = "2026-03-10T12:00:00Z";
  private static final int WRITES_MAX = 200;
  private static final long NEWS_SECONDS = 2;

  /** Tables that other tests fail: those of rate limits elsewhere, of looks at spend below. */
  private static final Set<String> UNTOUCHED =
      Set.of(
          "contract_rate_limit",
          "rate_bucket",
          "spend_seen",
          "threshold_reached",
          "outbox",
          "outbox_head");

  @ParameterizedTest
  @EnumSource(WriteFaults.Kind.class)
  @Tag("F82")
  void whicheverWriteFailsNothingOfTheUseCasePersists(WriteFaults.Kind kind) {
    // no look at spend of their own uses up a write
    try (var undisturbed = News.meter();
        var disturbed = News.meter()) {
      var faults = WriteFaults.prepare(disturbed, kind);
      var expected = run(undisturbed, (_, useCase) -> useCase.get());
      var tried = new ArrayList<String>();
      var found =
          run(
              disturbed,
              (name, useCase) -> {
                int failed = 0;
                while (true) {
                  var before = faults.contents();
                  faults.from(failed + 1);
                  try {
                    var answer = useCase.get();
                    tried.add(name + " " + failed);
                    return answer;
                  } catch (StatusRuntimeException injected) {
                    failed++;
                    assertEquals(kind.reason, RefusalStatus.reason(injected).orElse("none"), name);
                    assertEquals(before, faults.contents(), name + " after write " + failed);
                    assertTrue(failed < WRITES_MAX, name);
                  } finally {
                    faults.none();
                  }
                }
              });
      System.out.println("StatementFaultsTest failed " + tried);
      tried.forEach(one -> assertTrue(Integer.parseInt(one.replaceAll(".* ", "")) > 2, one));
      assertEquals(List.of(), faults.neverMet(UNTOUCHED));
      assertEquals(expected, found);
      assertEquals(Pages.stored(undisturbed, TENANT), Pages.stored(disturbed, TENANT));
    }
  }

  /** A look is several transactions: whichever ends, what it found is told once by the next. */
  @ParameterizedTest
  @EnumSource(WriteFaults.Kind.class)
  @Tag("F82")
  void whicheverWriteOfALookAtSpendFailsWhatItFindsIsToldOnce(WriteFaults.Kind kind) {
    try (var meter = News.meter()) {
      var news = new News(meter);
      meter.register("1", contract());
      news.follow("follow", CONTRACT, 1);
      var faults = WriteFaults.prepare(meter, kind);
      var now = APRIL.minusSeconds(100_000);
      meter.advance(now);
      int told = 0;
      int failed = 0;
      boolean isWhole;
      do {
        meter.ingest(TENANT, page("look " + failed, NOON, "1"));
        var threshold = "t" + failed;
        news.set(
            CONTRACT,
            "{'threshold': '%s', 'amount': {'amount': {'value': '0.01'}}}".formatted(threshold));
        faults.from(failed + 1);
        isWhole = looks(meter);
        faults.none();
        failed += isWhole ? 0 : 1;
        // as after the minute for which a failed look has taken it
        Pages.sql(meter, "update spend_look set taken_until = clock_timestamp() - interval '1 s'");
        now = now.plusSeconds(NEWS_SECONDS);
        meter.advance(now);
        var lines = news.told(told);
        var what = "after write " + failed + " " + lines;
        assertEquals(
            1, lines.stream().filter(line -> line.contains(" at ")).count(), "reached " + what);
        assertEquals(
            1, lines.stream().filter(line -> line.contains(": spend ")).count(), "spend " + what);
        assertEquals(2, lines.size(), what);
        told += lines.size();
        news.remove(CONTRACT, threshold); // or each look would write of one more
        assertTrue(failed < WRITES_MAX);
      } while (!isWhole);
      System.out.println("StatementFaultsTest failed a look " + failed + " times");
      assertTrue(failed > 5, "failed " + failed);
    }
  }

  private static boolean looks(Meter meter) {
    var failures = new ArrayList<RuntimeException>();
    try {
      meter.service.context().getBean(LookAtSpend.class).run((_, failure) -> failures.add(failure));
    } catch (RuntimeException failure) {
      failures.add(failure);
    }
    return failures.isEmpty();
  }

  /** A fold is several transactions too: sums say the same at each step of it. */
  @ParameterizedTest
  @EnumSource(WriteFaults.Kind.class)
  @Tag("F82")
  void whicheverWriteOfAFoldFailsAmountsStayTheSame(WriteFaults.Kind kind) {
    try (var meter = News.meter()) {
      meter.register("1", contract());
      meter.advance(APRIL);
      var faults = WriteFaults.prepare(meter, kind);
      var aggregates = meter.service.context().getBean(UsageAggregates.class);
      int failed = 0;
      boolean isWhole;
      do {
        meter.ingest(TENANT, page("first " + failed, NOON, "5"));
        meter.ingest(TENANT, page("second " + failed, NOON, "5"));
        var before = meter.query(TENANT, CONTRACT, MARCH).getChargesList();
        faults.from(failed + 1);
        isWhole = aggregates.fold(TENANT);
        faults.none();
        failed += isWhole ? 0 : 1;
        assertEquals(
            before, meter.query(TENANT, CONTRACT, MARCH).getChargesList(), "write " + failed);
        assertTrue(aggregates.fold(TENANT), "another comes to its end");
        assertEquals(before, meter.query(TENANT, CONTRACT, MARCH).getChargesList());
        assertTrue(failed < WRITES_MAX);
      } while (!isWhole);
      System.out.println("StatementFaultsTest failed a fold " + failed + " times");
      assertTrue(failed > 5, "failed " + failed);
      assertEquals(
          List.of("0"),
          Pages.sql(
              meter,
              "select (select count(*) from usage_delta)"
                  + " + (select count(*) from usage_window_change)"));
    }
  }

  @FunctionalInterface
  private interface Runner {
    Message run(String name, Supplier<Message> useCase);
  }

  /** One of each, with usage of every kind; the amounts that they come to. */
  private static List<String> run(Meter meter, Runner runner) {
    var first = page("first", NOON, "90");
    var second = page("second", NOON, "20");
    meter.publishSmallAndLarge();
    var withAllowance = contract().addCharges(Meter.usage("models", "100"));
    runner.run("register", () -> meter.register("1", withAllowance));
    meter.advance(APRIL);
    runner.run(
        "ingest",
        () ->
            meter.ingest(
                TENANT,
                first,
                second,
                page("second", NOON, "21"),
                page("replaced", "2026-03-20T06:00:00Z", "3"),
                page("waits", NOON, "1").toBuilder().setCustomer("nobody").build(),
                page("rejected", NOON, "-1")));
    runner.run(
        "correct",
        () ->
            meter.correct(
                TENANT,
                "r",
                Meter.amend(page("first", NOON, "95")),
                Meter.voiding(page("waits", NOON, "1"))));
    var backfills = new Backfills(meter);
    for (var name : List.of("reverted", "discarded", "stays")) {
      var filled = page("of " + name, "2026-03-20T12:00:00Z", "9");
      runner.run("create " + name, () -> backfills.create(name, scope()));
      runner.run(
          "fill " + name,
          () ->
              IngestUsageResponse.newBuilder()
                  .addAllResults(backfills.ingest(name, filled))
                  .build());
      if (name.equals("discarded")) {
        runner.run("discard", () -> backfills.discard("discard", name));
      } else {
        runner.run("close " + name, () -> backfills.close("close " + name, name));
      }
      if (name.equals("reverted")) {
        runner.run("revert", () -> backfills.revert("revert", name));
      }
    }
    var threshold = "{'threshold': 't', 'amount': {'amount': {'value': '1000'}}}";
    runner.run(
        "threshold",
        () -> {
          new News(meter).set(CONTRACT, threshold);
          return Threshold.getDefaultInstance();
        });
    runner.run(
        "follow",
        () -> {
          new News(meter).follow("follow", CONTRACT, 60);
          return Threshold.getDefaultInstance();
        });
    runner.run(
        "remove",
        () -> {
          new News(meter).remove(CONTRACT, "t");
          return Threshold.getDefaultInstance();
        });
    meter.advance(CUTOFF);
    var closed = runner.run("close", () -> meter.close("close", CONTRACT, MARCH));
    runner.run("ingest late", () -> meter.ingest(TENANT, page("late", NOON, "7")));
    var later = CUTOFF.plusSeconds(60);
    meter.advance(later);
    var adjusted =
        runner.run("adjust", () -> meter.adjust(TENANT, "adjust", CONTRACT, MARCH, later));
    meter.advance(MAY.plusSeconds(86_400));
    var many = runner.run("close many", () -> closeMany(meter));
    return List.of(
        closed.toString(), adjusted.toString(), many.toString(), meter.summary(TENANT).toString());
  }

  private static ClosedPeriod closeMany(Meter meter) {
    var answers =
        meter
            .service
            .as(
                TENANT,
                Role.SERVICE,
                (ManagedChannel channel) -> RatingServiceGrpc.newBlockingStub(channel))
            .closePeriods(
                ClosePeriodsRequest.newBuilder()
                    .addPeriods(Meter.closing("close many", CONTRACT, APRIL))
                    .build());
    var answer = answers.next();
    if (answer.hasRefused()) {
      throw StatusProto.toStatusRuntimeException(answer.getRefused());
    }
    return answer.getClosed();
  }

  /** Beside the sum of pages: what is kept by window, a gauge, and a value that is counted. */
  private static Contract.Builder contract() {
    var contract = Pages.contract();
    new TreeMap<>(
            Map.of(
                "users", "{'countDistinct': 'user'}",
                "peak", "{'simple': 'PEAK'}",
                "days",
                    "{'windowed': {'size': 'DAILY', 'zone': 'UTC', 'each': {'simple': 'MAX'},"
                        + " 'then': {'simple': 'SUM'}}}"))
        .forEach((charge, aggregation) ->
            contract.addCharges(
                Meter.metered(
                    charge,
                    charge,
                    """
                    {'product': 'page', 'meter': '%s', 'definition': {
                       'filter': 'event_type == `document`', 'aggregation': %s, 'unit': 'one'},
                     'terms': {'price': {'perUnit': {'rate': {'amount': '0.5'}}}}}
                    """
                        .formatted(charge, aggregation))));
    return contract;
  }

  private static UsageEvent page(String id, String time, String pages) {
    return document(id, time, pages).toBuilder().putDimensions("user", "user of " + id).build();
  }

  /** A day that has an event beside those that are brought. */
  private static BackfillScope.Builder scope() {
    return Backfills.scope(
            Instant.parse("2026-03-20T00:00:00Z"), Instant.parse("2026-03-21T00:00:00Z"))
        .setReplaces(true);
  }
}
