package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.CloudEventSamples.json;
import static reckoner.rating.KafkaTest.text;
import static reckoner.rating.Probe.await;
import static reckoner.rating.Probe.connect;
import static reckoner.rating.Probe.execute;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.testing.TestDatabase;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageException;

/** Whatever fails between a topic and the ledger, each event is counted once. */
class KafkaFaultsTest {
  private static final KafkaBroker BROKER = new KafkaBroker();

  @AfterAll
  static void stop() {
    BROKER.close();
  }

  @Test
  @Tag("F01")
  @Tag("F04")
  void recordsThatAreSentTwiceAreCountedOnce() {
    var topic = BROKER.topic(2);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 50; i++) {
        BROKER.send(topic, (i + round) % 2, text(json("e" + i)));
      }
    }
    try (var meter = BROKER.meter(topic, TestDatabase.properties("rating"), Map.of())) {
      await("all offsets", () -> BROKER.committed(topic, 2).equals(List.of(75L, 75L)));
      assertEquals(50, meter.summary(topic).getWaiting());
    }
  }

  @Test
  @Tag("F06")
  void theFirstStartSkipsNothing() {
    var topic = BROKER.topic(1);
    BROKER.send(topic, 0, text(json("before the first start")));
    try (var meter = BROKER.meter(topic, TestDatabase.properties("rating"), Map.of())) {
      await("the event", () -> meter.summary(topic).getWaiting() == 1);
    }
  }

  @Test
  @Tag("F02")
  @Tag("F06")
  void whoDiesBetweenTheTwoCommitsLosesNothing() throws SQLException {
    var topic = BROKER.topic(1);
    var database = TestDatabase.properties("rating");
    var patient = Map.<String, Object>of("reckoner.lock-timeout", "60s");
    try (var meter = BROKER.meter(topic, database, patient);
        var holder = connect(database);
        var admin = connect(database)) {
      meter.ingest(topic, Meter.event("0", "stranger", "2026-03-01T00:30:00Z", "small"));
      holder.setAutoCommit(false);
      execute(holder, "select * from usage_ledger for update");
      for (int i = 0; i < 20; i++) {
        BROKER.send(topic, 0, text(json("e" + i)));
      }
      await("a transaction that waits to commit", () -> Probe.lockWaiters(admin) > 0);
      var consumer = consumerThread();
      consumer.interrupt(); // it is gone before it learns of the commit
      await("the consumer's end", () -> !consumer.isAlive());
      holder.rollback();
      await("the commit", () -> meter.summary(topic).getWaiting() > 1); // one was there before
      assertEquals(List.of(0L), BROKER.committed(topic, 1));
    }
    try (var next = BROKER.meter(topic, database, Map.of())) {
      await("all offsets", () -> BROKER.committed(topic, 1).equals(List.of(20L)));
      assertEquals(21, next.summary(topic).getWaiting()); // with the first
      assertTrue(records(next, "DUPLICATE") > 0);
    }
  }

  private static Thread consumerThread() {
    var found =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("kafka"))
            .toList();
    assertEquals(1, found.size());
    return found.getFirst();
  }

  @Test
  @Tag("F06")
  void membersShareThePartitions() {
    var topic = BROKER.topic(4);
    var database = TestDatabase.properties("rating");
    try (var first = BROKER.meter(topic, database, Map.of())) {
      send(topic, 0, 400);
      try (var second = BROKER.meter(topic, database, Map.of())) {
        send(topic, 400, 800);
        await(
            "two members with two partitions each",
            () -> List.copyOf(BROKER.members(topic).values()).equals(List.of(2, 2)));
        send(topic, 800, 1200);
        await("both take", () -> total(first) > 0 && total(second) > 0);
        send(topic, 1200, 1600);
      }
      send(topic, 1600, 2000);
      await(
          "all offsets", () -> BROKER.committed(topic, 4).equals(List.of(500L, 500L, 500L, 500L)));
      assertEquals(2000, first.summary(topic).getWaiting());
    }
  }

  private static void send(String topic, int from, int to) {
    for (int i = from; i < to; i++) {
      BROKER.send(topic, i % 4, text(json("e" + i)));
    }
  }

  @Test
  @Tag("F06")
  void aDatabaseMayGoAway(@TempDir Path folder) throws IOException {
    var topic = BROKER.topic(1);
    var database = TestDatabase.properties("rating");
    var file =
        Files.writeString(
            folder.resolve("kafka.properties"),
            "max.poll.interval.ms=4000\nsession.timeout.ms=6000\nheartbeat.interval.ms=1000\n");
    var settings = Map.<String, Object>of("reckoner.kafka-properties-file", file.toString());
    try (var meter = BROKER.meter(topic, database, settings)) {
      BROKER.send(topic, 0, text(json("before")));
      await("the first event", () -> BROKER.committed(topic, 1).equals(List.of(1L)));
      var members = BROKER.members(topic);
      TestDatabase.allowConnections(database, false);
      try {
        for (int i = 0; i < 100; i++) {
          BROKER.send(topic, 0, text(json("e" + i)));
        }
        // by the pause between them that takes longer than a member may be silent
        await("failed attempts", () -> count(meter, "reckoner.kafka.failures") >= 5);
        assertEquals(members, BROKER.members(topic));
        assertEquals(List.of(1L), BROKER.committed(topic, 1));
      } finally {
        TestDatabase.allowConnections(database, true);
      }
      await("all offsets", () -> BROKER.committed(topic, 1).equals(List.of(101L)));
      assertEquals(members, BROKER.members(topic));
      assertEquals(101, meter.summary(topic).getWaiting());
    }
  }

  /** What nobody can read, as it may come; each in an order of its own. */
  private static List<byte[]> poison() {
    return List.of(
        text("no JSON"),
        text("[" + json("in an array") + "]"),
        new byte[0],
        new byte[] {(byte) 0xff, 0x00, 0x7f},
        text("{'specversion': '1.0', 'id': '%s'}".formatted("x".repeat(300_000))),
        text(json("n").replace("'subject'", "'su\\u0000ject'")),
        text("[".repeat(100_000)));
  }

  @ParameterizedTest
  @Tag("F08")
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void whatNobodyCanReadIsParked(int place) {
    var topic = BROKER.topic(1);
    var parked = new HashSet<String>();
    long offset = 0;
    for (var bytes : poison()) {
      for (int i = 0; i < 5; i++) {
        if (i == place) {
          parked.add("kafka:%s 0-%d".formatted(topic, offset));
          BROKER.send(topic, 0, bytes);
        } else {
          BROKER.send(topic, 0, text(json("e" + offset)));
        }
        offset++;
      }
    }
    BROKER.send(topic, 0, null, "ce_specversion", "1.0", "ce_id", "only an id");
    parked.add("kafka:%s 0-%d".formatted(topic, offset));
    long end = offset + 1;
    try (var meter = BROKER.meter(topic, TestDatabase.properties("rating"), Map.of())) {
      await("all offsets", () -> BROKER.committed(topic, 1).equals(List.of(end)));
      assertEquals(4L * poison().size(), meter.summary(topic).getWaiting());
      var kept = meter.exceptions(topic, 3, EventResult.Status.REJECTED);
      assertEquals(parked, new HashSet<>(kept.stream().map(UsageException::getOrigin).toList()));
      assertEquals(parked.size(), kept.size());
      for (var one : kept) {
        assertEquals("FIELD_INVALID", one.getReason());
        var event = one.getEvent();
        assertTrue(
            one.getOrigin().equals(event.getSource() + " " + event.getEventId())
                || event.getSource().equals("gateway"),
            one::toString);
      }
    }
  }

  @Test
  @Tag("F08")
  void whatFailsByItselfIsParked() throws SQLException {
    var topic = BROKER.topic(1);
    var database = TestDatabase.properties("rating");
    try (var connection = connect(database)) {
      execute(
          connection,
          """
          create function stumble() returns trigger language plpgsql as $$
          begin
            if new.event_id in ('e3', 'e8') then raise exception 'stumbled'; end if;
            return new;
          end $$;
          create trigger stumble before insert on usage_exception
            for each row execute function stumble()
          """);
      for (int i = 0; i < 10; i++) {
        BROKER.send(topic, 0, text(json("e" + i)));
      }
      try (var meter = BROKER.meter(topic, database, Map.of())) {
        await("all offsets", () -> BROKER.committed(topic, 1).equals(List.of(10L)));
        assertEquals(8, meter.summary(topic).getWaiting());
        assertEquals(
            List.of(
                "EVENT_FAILED kafka:%s 0-3".formatted(topic),
                "EVENT_FAILED kafka:%s 0-8".formatted(topic)),
            meter.exceptions(topic, 10, EventResult.Status.REJECTED).stream()
                .map(one -> one.getReason() + " " + one.getOrigin())
                .toList());
        execute(connection, "drop trigger stumble on usage_exception");
        var replayed = ReplayTest.replay(meter, topic, "mended");
        assertEquals(
            List.of(EventResult.Status.WAITING, EventResult.Status.WAITING),
            replayed.getEventsList().stream().map(one -> one.getResult().getStatus()).toList());
        assertEquals(10, meter.summary(topic).getWaiting());
      }
    }
  }

  private static long total(Meter meter) {
    var counters =
        new ArrayList<>(
            meter
                .service
                .context()
                .getBean(MeterRegistry.class)
                .find("reckoner.kafka.records")
                .functionCounters());
    return counters.stream().mapToLong(counter -> Math.round(counter.count())).sum();
  }

  private static long records(Meter meter, String outcome) {
    return Math.round(
        meter
            .service
            .context()
            .getBean(MeterRegistry.class)
            .get("reckoner.kafka.records")
            .tag("outcome", outcome)
            .functionCounter()
            .count());
  }

  private static long count(Meter meter, String name) {
    return Math.round(
        meter.service.context().getBean(MeterRegistry.class).get(name).functionCounter().count());
  }
}
