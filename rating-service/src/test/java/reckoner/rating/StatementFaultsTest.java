package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Pages.CONTRACT;
import static reckoner.rating.Pages.CUTOFF;
import static reckoner.rating.Pages.document;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.BackfillScope;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.Threshold;

/**
 * Every write of each use case fails in its turn, and each of its rows once more at the commit:
 * nothing of it stays, and done again it comes to what it would have come to. Two are shown
 * elsewhere: a replay, which is two transactions (ReplayTest), and a rate limit, which answers
 * undecided where its one row cannot be written (RateLimitTest).
 */
class StatementFaultsTest {
  private static final String NOON = "2026-03-10T12:00:00Z";
  private static final int WRITES_MAX = 200;

  /** Tables that are no use case's own: the schema's history, and the clock of tests. */
  private static final String TABLES =
      """
      select table_name::text from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'
        and table_name not like 'flyway%' and table_name not like 'schema%'
        and table_name not in ('test_clock', 'fault_plan') order by 1
      """;

  @Test
  @Tag("F82")
  void whicheverWriteFailsNothingOfTheUseCasePersists() {
    // no look at spend of their own uses up a write
    try (var undisturbed = News.meter();
        var disturbed = News.meter()) {
      prepareFaults(disturbed);
      var expected = run(undisturbed, (_, useCase) -> useCase.get());
      var tried = new ArrayList<String>();
      var found =
          run(
              disturbed,
              (name, useCase) -> {
                int failed = 0;
                while (true) {
                  var before = contents(disturbed);
                  failFrom(disturbed, failed + 1);
                  try {
                    var answer = useCase.get();
                    tried.add(name + " " + failed);
                    return answer;
                  } catch (StatusRuntimeException injected) {
                    failed++;
                    assertEquals("UNEXPECTED", RefusalStatus.reason(injected).orElse("none"), name);
                    assertEquals(before, contents(disturbed), name + " after write " + failed);
                    assertTrue(failed < WRITES_MAX, name);
                  } finally {
                    failFrom(disturbed, Integer.MAX_VALUE);
                  }
                }
              });
      System.out.println("StatementFaultsTest failed " + tried);
      tried.forEach(one -> assertTrue(Integer.parseInt(one.replaceAll(".* ", "")) > 2, one));
      assertEquals(expected, found);
      assertEquals(Pages.stored(undisturbed, TENANT), Pages.stored(disturbed, TENANT));
    }
  }

  @FunctionalInterface
  private interface Runner {
    Message run(String name, Supplier<Message> useCase);
  }

  /** One of each, with usage of every kind; the amounts that they come to. */
  private static List<String> run(Meter meter, Runner runner) {
    var first = document("first", NOON, "90");
    var second = document("second", NOON, "20");
    runner.run("register", () -> meter.register("1", Pages.contract()));
    meter.advance(APRIL);
    runner.run(
        "ingest",
        () ->
            meter.ingest(
                TENANT,
                first,
                second,
                document("second", NOON, "21"),
                document("replaced", "2026-03-20T06:00:00Z", "3"),
                document("waits", NOON, "1").toBuilder().setCustomer("nobody").build(),
                document("rejected", NOON, "-1")));
    runner.run(
        "correct",
        () ->
            meter.correct(
                TENANT,
                "r",
                Meter.amend(document("first", NOON, "95")),
                Meter.voiding(document("waits", NOON, "1"))));
    var backfills = new Backfills(meter);
    for (var name : List.of("reverted", "discarded", "stays")) {
      var filled = document("of " + name, "2026-03-20T12:00:00Z", "9");
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
    meter.advance(CUTOFF);
    var closed = runner.run("close", () -> meter.close("close", CONTRACT, MARCH));
    runner.run("ingest late", () -> meter.ingest(TENANT, document("late", NOON, "7")));
    var later = CUTOFF.plusSeconds(60);
    meter.advance(later);
    var adjusted =
        runner.run("adjust", () -> meter.adjust(TENANT, "adjust", CONTRACT, MARCH, later));
    return List.of(closed.toString(), adjusted.toString(), meter.summary(TENANT).toString());
  }

  /** A day that has an event beside those that are brought. */
  private static BackfillScope.Builder scope() {
    return Backfills.scope(
            Instant.parse("2026-03-20T00:00:00Z"), Instant.parse("2026-03-21T00:00:00Z"))
        .setReplaces(true);
  }

  private static void prepareFaults(Meter meter) {
    Pages.sql(
        meter,
        """
        create sequence writes;
        create table fault_plan (first bigint not null);
        insert into fault_plan values (%d);
        create function fault() returns trigger language plpgsql as $$
        begin
          if nextval('writes') >= (select first from fault_plan) then
            raise exception 'a fault of the test at %% of %%', tg_op, tg_table_name;
          end if;
          return null;
        end $$
        """
            .formatted(Integer.MAX_VALUE));
    for (var table : Pages.sql(meter, TABLES)) {
      Pages.sql(
          meter,
          """
          create trigger fault_of_statement after insert or update or delete on %1$s
            for each statement execute function fault();
          create constraint trigger fault_at_commit after insert or update or delete on %1$s
            deferrable initially deferred for each row execute function fault()
          """
              .formatted(table));
    }
  }

  /** From this write on, counted from 1, every one fails. */
  private static void failFrom(Meter meter, int write) {
    Pages.sql(
        meter,
        "update fault_plan set first = %d; select setval('writes', 1, false)".formatted(write));
  }

  /**
   * Every row of every table, but aggregates of nothing, which only give a name to a sum, and the
   * instant up to which the ledger is sealed, which whoever asks moves on.
   */
  private static List<String> contents(Meter meter) {
    var rows =
        Pages.sql(meter, TABLES).stream()
            .map(table ->
                switch (table) {
                  case "usage_aggregate" -> "usage_aggregate t where events <> 0 or quantity <> 0";
                  case "usage_ledger" ->
                      "(select tenant, position, events, terms_revision from usage_ledger) t";
                  default -> table + " t";
                })
            .map(from ->
                "select $$%1$s $$ || coalesce(string_agg(t::text, ';' order by t::text), '') from %1$s"
                    .formatted(from))
            .toList();
    return Pages.sql(meter, String.join(" union all ", rows) + " order by 1");
  }
}
