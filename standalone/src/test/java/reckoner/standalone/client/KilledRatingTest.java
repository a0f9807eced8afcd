package reckoner.standalone.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageCorrection;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageName;

/**
 * A rating service that is killed between every two writes of an ingest, a correction, a close and
 * an adjustment, and at the commit: all of it is there or nothing, and a service that starts again
 * goes on by itself.
 */
class KilledRatingTest {
  private static final int GATE = 77;
  private static final int EVENTS = 4;
  private static final int KILLS_MAX = 40;

  /** All but the schema's history, the clock of tests, what looks at spend write, and our own. */
  private static final String TABLES =
      """
      select table_name::text from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'
        and table_name not like 'flyway%' and table_name not like 'schema%'
        and table_name not like 'spend%' and table_name not like 'outbox%'
        and table_name not in ('test_clock', 'gate_plan')
      """;

  private final RatingProcess rating = RatingProcess.start("-Xmx300m", "-XX:TieredStopAtLevel=1");
  private RatingClient client = new RatingClient(rating.port());
  private final Connection database;

  KilledRatingTest() throws SQLException {
    database = rating.connect();
  }

  @BeforeEach
  void prepare() throws SQLException {
    client.register(
        Map.of(
            "users", "{\"countDistinct\": \"user\"}",
            "busiest-day",
                """
                {"windowed": {"size": "DAILY", "zone": "UTC", "each": {"simple": "COUNT"},
                  "then": {"simple": "MAX"}}}
                """));
    sql(
        "create sequence writes; create table gate_plan (at bigint not null); insert into gate_plan"
            + " values (0)");
    sql(
        """
        create function gate() returns trigger language plpgsql as $$
        begin
          if nextval('writes') = (select at from gate_plan) then
            perform pg_advisory_xact_lock(%d);
          end if;
          return null;
        end $$
        """
            .formatted(GATE));
    for (var table : texts(TABLES)) {
      sql(
          "create trigger gate after insert or update or delete on %s for each statement execute function gate()"
              .formatted(table));
    }
    for (var table : List.of("usage_batch", "usage_correction", "due_charge")) {
      sql(
          """
          create constraint trigger gate_at_commit after insert on %s
            deferrable initially deferred for each row execute function gate()
          """
              .formatted(table));
    }
  }

  @AfterEach
  void stop() throws SQLException {
    client.close();
    rating.close();
    database.close();
  }

  @Test
  @Tag("F02")
  @Tag("F06")
  @Tag("F79")
  void whereverItIsKilledAllOfARequestIsThereOrNothing() throws Exception {
    int ingests = 0;
    int committed = 0;
    boolean isKilled = true;
    while (isKilled) {
      var batch = batch(ingests++);
      isKilled = killedAt(ingests, () -> client.ingest(batch));
      long there = count(batch);
      if (isKilled) {
        assertTrue(there == 0 || there == EVENTS, "stored of a batch: " + there);
        committed += there == EVENTS ? 1 : 0;
        var again = client.ingest(batch).stream().map(EventResult::getStatus).distinct().toList();
        assertEquals(
            List.of(there == 0 ? EventResult.Status.RATED : EventResult.Status.DUPLICATE), again);
      }
      assertEquals(EVENTS, count(batch));
    }
    assertEquals(1, committed, "once it was killed after COMMIT was sent");
    var first = batch(0);
    int corrections =
        killedThroughout(
            () -> client.correct("correct", voiding(first.get(0)), amending(first.get(1))),
            "select count(*) from usage_correction",
            2);
    client.advance(RatingClient.CUTOFF);
    int closes =
        killedThroughout(
            () -> client.close("close"),
            """
            select (select count(*) from due_charge)
              + (select count(*) from contract_period where closed_reply is not null)
            """,
            4);
    client.ingest(batch(ingests));
    client.advance(RatingClient.CUTOFF.plusSeconds(1));
    int adjustments =
        killedThroughout(
            () -> client.adjust("adjust"),
            "select (select count(*) from due_charge) + (select count(*) from period_adjustment)",
            4);
    System.out.printf(
        "killed %d times in an ingest, %d in a correction, %d in a close, %d in an adjustment%n",
        ingests - 1, corrections, closes, adjustments);
    assertTrue(ingests > 5 && closes > 3, "kills are between all writes");
    assertTrue(corrections > 5 && adjustments > 3, "kills are between all writes");
    int all = ingests * EVENTS;
    var closed = client.close("close");
    assertEquals(ClosedPeriod.State.CLOSED, closed.getState());
    closed
        .getChargesList()
        .forEach(
            line -> assertEquals("" + (all - 1), line.getQuantity().getValue(), line::toString));
    client
        .adjust("adjust")
        .getLinesList()
        .forEach(line ->
            assertEquals("" + EVENTS, line.getDue().getQuantity().getValue(), line::toString));
  }

  /** Kills at every write of a call in turn, until the call is answered; how often. */
  private int killedThroughout(Callable<?> call, String counted, long all) throws Exception {
    long before = number(counted);
    int kills = 0;
    int committed = 0;
    while (killedAt(kills + 1, call)) {
      kills++;
      long there = number(counted) - before;
      assertTrue(there == 0 || there == all, "stored of it: " + there);
      committed += there == all ? 1 : 0;
    }
    assertEquals(all, number(counted) - before);
    assertEquals(1, committed, "once it was killed after COMMIT was sent");
    return kills;
  }

  /** Whether the call came to its n-th write, at which its service was killed and started again. */
  private boolean killedAt(int write, Callable<?> call) throws Exception {
    assertTrue(write < KILLS_MAX);
    sql("update gate_plan set at = %d".formatted(write));
    sql("select setval('writes', 1, false)");
    sql("select pg_advisory_lock(%d)".formatted(GATE));
    var running = CompletableFuture.supplyAsync(() -> answer(call));
    var waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted";
    while (number(waiting) == 0 && !running.isDone()) {
      Thread.sleep(5);
    }
    boolean isAtGate = !running.isDone();
    if (isAtGate) {
      rating.kill();
    }
    sql("select pg_advisory_unlock(%d)".formatted(GATE));
    sql("update gate_plan set at = 0");
    if (!isAtGate) {
      running.get();
      return false;
    }
    // whatever was under way in the database has come to its end
    while (number("select count(*) from pg_stat_activity where datname = current_database()") > 1) {
      Thread.sleep(5);
    }
    rating.startAgain();
    client.close();
    client = new RatingClient(rating.port());
    assertTrue(running.handle((_, failure) -> failure != null).get(), "nobody was answered");
    return true;
  }

  private static Object answer(Callable<?> call) {
    try {
      return call.call();
    } catch (StatusException | StatusRuntimeException killed) {
      throw new CompletionException(killed);
    } catch (Exception unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  private static UsageCorrection voiding(UsageEvent event) {
    return UsageCorrection.newBuilder()
        .setVoid(UsageName.newBuilder().setSource(event.getSource()).setEventId(event.getEventId()))
        .setReason("never happened")
        .build();
  }

  private static UsageCorrection amending(UsageEvent event) {
    return UsageCorrection.newBuilder()
        .setAmend(event.toBuilder().putDimensions("team", "a"))
        .setReason("was of a team")
        .build();
  }

  private static List<UsageEvent> batch(int number) {
    return IntStream.range(0, EVENTS)
        .mapToObj(i -> "%d-%d".formatted(number, i))
        .map(id -> ReportingProgram.event(id).toBuilder().putDimensions("user", id).build())
        .toList();
  }

  private long count(List<UsageEvent> batch) throws SQLException {
    var keys =
        batch.stream()
            .map(UsageEvent::getEventId)
            .map(id ->
                "encode(substring(sha256('gateway\\000%s'::bytea) for 16), 'hex')::uuid"
                    .formatted(id))
            .toList();
    return number(
        "select count(*) from usage_event where event_key in (%s)"
            .formatted(String.join(", ", keys)));
  }

  private long number(String query) throws SQLException {
    try (var statement = database.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private List<String> texts(String query) throws SQLException {
    var texts = new ArrayList<String>();
    try (var statement = database.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private void sql(String text) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute(text);
    }
  }
}
