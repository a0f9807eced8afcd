package reckoner.standalone.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
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
import reckoner.proto.rating.v1.UsageEvent;

/**
 * A rating service that is killed between every two writes of an ingest and of a close, and at the
 * commit: all of it is there or nothing, and a service that starts again goes on by itself.
 */
class KilledRatingTest {
  private static final int GATE = 77;
  private static final int EVENTS = 4;
  private static final int KILLS_MAX = 40;

  private final RatingProcess rating = RatingProcess.start("-Xmx300m", "-XX:TieredStopAtLevel=1");
  private RatingClient client = new RatingClient(rating.port());
  private final Connection database;

  KilledRatingTest() throws SQLException {
    database = rating.connect();
  }

  @BeforeEach
  void prepare() throws SQLException {
    client.register();
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
    for (var table :
        List.of(
            "usage_event",
            "usage_delta",
            "usage_ledger",
            "usage_batch",
            "contract_period",
            "due_charge",
            "request_record")) {
      sql(
          "create trigger gate after insert or update on %s for each statement execute function gate()"
              .formatted(table));
    }
    sql(
        """
        create constraint trigger gate_at_commit after insert on usage_batch
          deferrable initially deferred for each row execute function gate();
        create constraint trigger gate_at_commit after insert on due_charge
          deferrable initially deferred for each row execute function gate()
        """);
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
    client.advance(RatingClient.CUTOFF);
    int closes = 0;
    int closedByKilled = 0;
    do {
      closes++;
      isKilled = killedAt(closes, () -> client.close("close"));
      long charges = number("select count(*) from due_charge");
      var closedPeriods = "select count(*) from contract_period where closed_reply is not null";
      assertEquals(charges, number(closedPeriods), "charges, and the period that they close");
      closedByKilled += isKilled && charges == 1 ? 1 : 0;
    } while (isKilled);
    assertEquals(1, closedByKilled, "once it was killed after COMMIT was sent");
    System.out.printf("killed %d times in an ingest, %d in a close%n", ingests - 1, closes - 1);
    assertTrue(ingests > 5 && closes > 3, "kills are between all writes");
    var closed = client.close("close");
    assertEquals(ClosedPeriod.State.CLOSED, closed.getState());
    assertEquals("" + ingests * EVENTS, closed.getCharges(0).getQuantity().getValue());
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

  private static List<UsageEvent> batch(int number) {
    return IntStream.range(0, EVENTS)
        .mapToObj(i -> ReportingProgram.event("%d-%d".formatted(number, i)))
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

  private void sql(String text) throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute(text);
    }
  }
}
