package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.News.calls;
import static reckoner.rating.News.execute;
import static reckoner.rating.News.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.TestService;
import reckoner.proto.rating.v1.SubscribeResponse;

/** Looks at spend that overlap, break, or commit late. */
class SpendRaceTest {
  private static final String C = "c/2026-03";
  private static final String DAY = "2026-03-10";
  private static final String TEN =
      "{'threshold': 'ten', 'amount': {'charge': 'calls', 'amount': {'value': '10'}}}";
  private static final String TOLD = "1: ten at 10 from 2026-03-01T00:00:00Z";
  private final Meter meter = News.meter();
  private final News news = new News(meter);

  @BeforeEach
  void register() {
    meter.publishSmallAndLarge();
    meter.register("1", News.withCalls(Meter.contract(C, "c", MARCH, APRIL)));
    meter.advance(Instant.parse("2026-03-16T00:00:00Z"));
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  private TestService replica() {
    return TestService.startOn(
        "rating", meter.database, Map.of("reckoner.catalog-address", meter.catalog.address()));
  }

  private static void awaitWaiters(Connection connection, int count) {
    Probe.await("who waits for a lock", () -> Probe.lockWaiters(connection) >= count);
  }

  @Test
  void twoThatLookAtOncePutOneEventOut() throws Exception {
    news.set(C, TEN);
    meter.ingest(calls("1", DAY, "10"));
    try (var other = replica();
        var holder = news.connect();
        var admin = news.connect();
        var lookers = Executors.newVirtualThreadPerTaskExecutor()) {
      execute(
          admin,
          """
          create function hold() returns trigger language plpgsql as
            $$ begin perform pg_advisory_xact_lock(42); return new; end $$;
          create trigger hold before insert on threshold_reached for each row execute function hold()
          """);
      execute(holder, "select pg_advisory_lock(42)");
      var first = lookers.submit(() -> News.look(meter.service));
      awaitWaiters(admin, 1); // it has found the threshold reached and not said so yet
      execute(admin, "update spend_look set taken_until = null");
      var second = lookers.submit(() -> News.look(other));
      awaitWaiters(admin, 2);
      execute(holder, "select pg_advisory_unlock(42)");
      first.get();
      second.get();
      assertEquals(List.of(TOLD), news.told(0));
      assertEquals("0", query(admin, "select count(*) from spend_look"));
    }
  }

  @Test
  void manyReplicasShareTheWorkAndTellEverythingOnce() throws Exception {
    int contracts = 40;
    var events = new ArrayList<reckoner.proto.rating.v1.UsageEvent>();
    for (int i = 0; i < contracts; i++) {
      meter.register("r" + i, News.withCalls(Meter.contract("k" + i, "k" + i, MARCH, APRIL)));
      news.set("k" + i, TEN);
      events.add(calls("e" + i, DAY, "10").toBuilder().setCustomer("k" + i).build());
    }
    meter.ingest(events.toArray(reckoner.proto.rating.v1.UsageEvent[]::new));
    try (var other = replica();
        var lookers = Executors.newVirtualThreadPerTaskExecutor()) {
      var looks =
          List.of(
              lookers.submit(() -> News.look(meter.service)),
              lookers.submit(() -> News.look(other)),
              lookers.submit(() -> News.look(meter.service)),
              lookers.submit(() -> News.look(other)));
      for (var look : looks) {
        look.get();
      }
      var told =
          news.stored(News.after(0)).stream().filter(one -> one.hasThresholdReached()).toList();
      assertEquals(
          LongStream.rangeClosed(1, contracts).boxed().toList(),
          told.stream().map(SubscribeResponse::getSequence).toList());
      assertEquals(
          IntStream.range(0, contracts)
              .mapToObj(i -> "k%d k%d ten 10".formatted(i, i))
              .sorted()
              .toList(),
          told.stream()
              .map(SubscribeResponse::getThresholdReached)
              .map(one ->
                  "%s %s %s %s"
                      .formatted(
                          one.getContract(),
                          one.getCustomer(),
                          one.getThreshold().getThreshold(),
                          one.getReached().getValue()))
              .sorted()
              .toList());
      assertEquals(List.of(), news.told(contracts), "nothing is left to be told");
    }
  }

  @Test
  @Tag("F51")
  void aLookThatBreaksIsMadeAgain() throws Exception {
    news.set(C, TEN);
    meter.ingest(calls("1", DAY, "10"));
    try (var admin = news.connect()) {
      execute(
          admin,
          """
          create function cut() returns trigger language plpgsql as
            $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
          create trigger cut after insert on outbox for each row execute function cut()
          """);
      var failures = new ArrayList<String>();
      meter.service.context().getBean(LookAtSpend.class).run((what, _) -> failures.add(what));
      assertEquals(1, failures.size(), failures::toString);
      execute(admin, "drop trigger cut on outbox");
      assertEquals(List.of(), news.told(0), "it is taken for a minute");
      assertEquals("0", query(admin, "select count(*) from threshold_reached"));
      execute(admin, "update spend_look set taken_until = clock_timestamp()");
      assertEquals(List.of(TOLD), news.told(0));
    }
  }

  @Test
  void usageThatComesDuringALookIsLookedAtAgain() throws Exception {
    news.set(C, TEN);
    meter.ingest(calls("1", DAY, "9"));
    try (var holder = news.connect();
        var admin = news.connect();
        var lookers = Executors.newVirtualThreadPerTaskExecutor()) {
      holder.setAutoCommit(false);
      execute(holder, "select * from spend_watch for update");
      var first = lookers.submit(() -> news.look());
      awaitWaiters(admin, 1); // it has rated 9 and not stored it yet
      meter.ingest(calls("2", DAY, "1"));
      holder.rollback();
      first.get();
      assertEquals(List.of(TOLD), news.told(0));
    }
  }

  @Test
  @Tag("F07")
  void aBatchThatCommitsLateIsNotSkipped() throws Exception {
    news.set(C, TEN);
    news.look();
    try (var holder = news.connect();
        var admin = news.connect();
        var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      // the first takes its batch's id and waits before its position; the second overtakes it
      execute(
          admin,
          """
          create function hold() returns trigger language plpgsql as
            $$ begin perform pg_advisory_xact_lock(42); return new; end $$;
          create trigger hold before insert on usage_delta for each row execute function hold()
          """);
      execute(holder, "select pg_advisory_lock(42)");
      var late = senders.submit(() -> meter.ingest(calls("1", DAY, "10")));
      awaitWaiters(admin, 1);
      execute(
          admin,
          "create or replace function hold() returns trigger language plpgsql as $$ begin return"
              + " new; end $$");
      meter.ingest(calls("2", DAY, "0"));
      assertEquals(List.of(), news.told(0));
      execute(holder, "select pg_advisory_unlock(42)");
      late.get();
      assertEquals(List.of(TOLD), news.told(0));
    }
  }

  @Test
  @Tag("F07")
  void sequencesBecomeVisibleInOrder() throws SQLException, Exception {
    news.set(C, TEN);
    meter.ingest(calls("1", DAY, "10"));
    try (var late = news.connect();
        var admin = news.connect();
        var lookers = Executors.newVirtualThreadPerTaskExecutor()) {
      late.setAutoCommit(false);
      execute(
          late,
          """
          insert into outbox_head values ('acme', 1);
          insert into outbox (tenant, sequence, kind, contract, body)
            values ('acme', 1, 'SPEND_CHANGED', 'k', '\\x1a00')
          """);
      var look = lookers.submit(() -> news.look());
      awaitWaiters(admin, 1);
      assertEquals(
          List.of("heartbeat 0"), news.stored(News.after(0)).stream().map(News::line).toList());
      late.commit();
      look.get();
      assertEquals(List.of("1: spend ", TOLD.replace("1: ", "2: ")), news.told(0));
    }
  }
}
