package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import reckoner.kit.store.BinaryColumns;
import reckoner.kit.store.Transactions;
import reckoner.rating.Backfill;
import reckoner.rating.BackfillStore;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.KeyHash;
import reckoner.rating.UsageCorrections.Current;
import reckoner.rating.UsageEvent;
import reckoner.rating.UsageState;
import reckoner.rating.UsageStore.Known;
import reckoner.rating.UsageStore.Place;
import reckoner.rating.UsageStore.Range;

/** Backfills. Plain JDBC: what they name comes as arrays, as usage does. */
@Singleton
class PostgresBackfills implements BackfillStore {
  private final Transactions transactions;

  PostgresBackfills(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public boolean create(String tenant, String name, Backfill.Scope scope, Instant now) {
    return transactions.jdbc(connection -> {
      try (var insert =
          connection.prepareStatement(
              """
              insert into backfill
                (tenant, backfill, customers, sources, event_types, range_start, range_end,
                 replaces, reason, state, create_time)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', ?)
              on conflict do nothing
              """)) {
        insert.setString(1, tenant);
        insert.setString(2, name);
        insert.setArray(3, texts(connection, scope.customers()));
        insert.setArray(4, texts(connection, scope.sources()));
        insert.setArray(5, texts(connection, scope.eventTypes()));
        insert.setObject(6, Times.utc(scope.range().start()));
        insert.setObject(7, Times.utc(scope.range().end()));
        insert.setBoolean(8, scope.replaces());
        insert.setString(9, scope.reason());
        insert.setObject(10, Times.utc(now));
        return insert.executeUpdate() == 1;
      }
    });
  }

  private static Array texts(Connection connection, Collection<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.stream().sorted().toArray());
  }

  @Override
  public Optional<Backfill> find(String tenant, String name) {
    return find(
            "f.backfill = ?",
            find -> {
              find.setString(1, tenant);
              find.setString(2, name);
            })
        .stream()
        .findFirst();
  }

  @Override
  public Backfill lock(String tenant, String name) {
    transactions.jdbc(connection -> {
      try (var lock =
          connection.prepareStatement(
              "select from backfill where tenant = ? and backfill = ? for update")) {
        lock.setString(1, tenant);
        lock.setString(2, name);
        return lock.execute();
      }
    });
    return require(tenant, name);
  }

  @Override
  public List<Backfill> list(String tenant, Set<Backfill.State> states, String after, int limit) {
    var names = states.stream().map(Enum::name).toArray();
    return find(
        "f.state = any (?) and f.backfill > ? order by f.backfill limit ?",
        find -> {
          find.setString(1, tenant);
          find.setArray(2, find.getConnection().createArrayOf("text", names));
          find.setString(3, after);
          find.setInt(4, limit);
        });
  }

  @Override
  public List<Backfill> replacingAfter(String tenant, long position) {
    return find(
        "f.state = 'CLOSED' and f.replaces and c.position > ? order by c.position",
        find -> {
          find.setString(1, tenant);
          find.setLong(2, position);
        });
  }

  @Override
  public boolean hasVoided(String tenant, Backfill closed, Backfill of) {
    return transactions.jdbc(connection -> {
      try (var find =
          connection.prepareStatement(
              """
              select exists (select from usage_correction c
                join usage_event e on e.tenant = c.tenant and e.shard = c.shard
                  and e.event_key = c.event_key and e.batch = ?
                where c.tenant = ? and c.batch = ? and c.kind = 'VOIDED')
              """)) {
        find.setLong(1, of.closing().orElseThrow().stored().batch());
        find.setString(2, tenant);
        find.setLong(3, closed.closing().orElseThrow().stored().batch());
        var row = find.executeQuery();
        row.next();
        return row.getBoolean(1);
      }
    });
  }

  @FunctionalInterface
  private interface Binding {
    void to(PreparedStatement statement) throws SQLException;
  }

  private List<Backfill> find(String condition, Binding binding) {
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(BackfillRow.FIND + " and " + condition)) {
        binding.to(find);
        var found = new ArrayList<Backfill>();
        var rows = find.executeQuery();
        while (rows.next()) {
          found.add(BackfillRow.read(rows));
        }
        return found;
      }
    });
  }

  @Override
  public int name(String tenant, long number, List<Named> events) {
    if (events.isEmpty()) {
      return 0;
    }
    return transactions.jdbc(connection -> {
      try (var insert =
          connection.prepareStatement(
              """
              insert into backfill_event
                (tenant, backfill, shard, event_key, is_known, content_hash, body)
              select ?, ?, e.shard, e.event_key, e.is_known = 1, e.content_hash, e.body
              from unnest(?::smallint[], ?::uuid[], ?::smallint[], ?::bytea[], ?::bytea[])
                as e(shard, event_key, is_known, content_hash, body)
              on conflict do nothing
              """)) {
        insert.setString(1, tenant);
        insert.setLong(2, number);
        new BinaryColumns<>(connection, insert, 3, events)
            .int2(one -> one.usage().keyHash().shard())
            .uuid(one -> one.usage().keyHash().high(), one -> one.usage().keyHash().low())
            .int2(one -> one.isKnown() ? 1 : 0)
            .bytea(one -> one.usage().contentHash())
            .bytea(one -> one.usage().body());
        return insert.executeUpdate();
      }
    });
  }

  @Override
  public Map<KeyHash, Known> named(String tenant, long number, Collection<Acceptable> events) {
    return transactions.jdbc(connection -> {
      try (var find =
          connection.prepareStatement(
              """
              select e.event_key, e.content_hash, e.body
              from unnest(?::smallint[], ?::uuid[]) as k(shard, event_key)
              cross join lateral (
                select * from backfill_event
                where tenant = ? and backfill = ? and shard = k.shard and event_key = k.event_key
                offset 0) e -- by its key, however small the table was when this was planned
              """)) {
        new BinaryColumns<>(connection, find, 1, List.copyOf(events))
            .int2(event -> event.keyHash().shard())
            .uuid(event -> event.keyHash().high(), event -> event.keyHash().low());
        find.setString(3, tenant);
        find.setLong(4, number);
        var known = new HashMap<KeyHash, Known>();
        var rows = find.executeQuery();
        while (rows.next()) {
          known.put(
              KeyHash.of(rows.getObject(1, UUID.class)),
              new Known(rows.getBytes(2), UsageState.HELD, rows.getBytes(3)));
        }
        return known;
      }
    });
  }

  @Override
  public boolean count(String tenant, long number, int held, int known) {
    return update(
            """
            update backfill set held_events = held_events + ?, known_events = known_events + ?
            where tenant = ? and number = ? and state = 'OPEN'
              and held_events + known_events + ? <= ?
            """,
            update -> {
              update.setInt(1, held);
              update.setInt(2, known);
              update.setString(3, tenant);
              update.setLong(4, number);
              update.setInt(5, held + known);
              update.setInt(6, Backfill.EVENTS_MAX);
            })
        == 1;
  }

  private int update(String sql, Binding binding) {
    return transactions.jdbc(connection -> {
      try (var update = connection.prepareStatement(sql)) {
        binding.to(update);
        return update.executeUpdate();
      }
    });
  }

  @Override
  public List<Acceptable> held(String tenant, long number, KeyHash after, int limit) {
    return transactions.jdbc(
        connection -> new BackfillUsage(connection, tenant, number, limit).held(after));
  }

  @Override
  public List<Part> parts(String tenant, Backfill.Scope scope) {
    return transactions.jdbc(connection -> BackfillUsage.parts(connection, tenant, scope));
  }

  @Override
  public List<Holding> holding(
      String tenant, Backfill backfill, Part part, Range between, Place after, int limit) {
    return transactions.jdbc(connection ->
        new BackfillUsage(connection, tenant, backfill.number(), limit)
            .holding(backfill.scope().range(), part, between, after));
  }

  @Override
  public List<Current> waiting(
      String tenant, Backfill backfill, Range between, UsageEvent.Key after, int limit) {
    return transactions.jdbc(connection ->
        new BackfillUsage(connection, tenant, backfill.number(), limit)
            .waiting(backfill.scope().range(), between, after));
  }

  private static long closeBatch(Backfill backfill) {
    return backfill.closing().orElseThrow().stored().batch();
  }

  @Override
  public List<KeyHash> stored(String tenant, Backfill backfill, KeyHash after, int limit) {
    return transactions.jdbc(connection ->
        new BackfillUsage(connection, tenant, backfill.number(), limit)
            .stored(closeBatch(backfill), after));
  }

  @Override
  public List<Voided> voided(String tenant, Backfill backfill, KeyHash after, int limit) {
    return transactions.jdbc(connection ->
        new BackfillUsage(connection, tenant, backfill.number(), limit)
            .voided(closeBatch(backfill), after));
  }

  @Override
  public void close(String tenant, long number, Backfill.Closing closing) {
    var counts = counts(closing.states());
    counts.addAll(List.of(closing.duplicates(), closing.conflicts(), closing.replacedEvents()));
    move(
        "update backfill set state = 'CLOSED', close_batch = ?, close_counts = ?"
            + " where tenant = ? and number = ?",
        closing.stored(),
        counts,
        tenant,
        number);
  }

  @Override
  public void revert(String tenant, long number, Backfill.Reverting reverting) {
    var counts = counts(reverting.states());
    counts.add(reverting.voidedEvents());
    move(
        "update backfill set state = 'REVERTED', revert_batch = ?, revert_counts = ?"
            + " where tenant = ? and number = ?",
        reverting.stored(),
        counts,
        tenant,
        number);
  }

  private static List<Long> counts(Map<UsageState, Long> states) {
    var counts = new ArrayList<Long>();
    Backfill.COUNTED.forEach(state -> counts.add(states.getOrDefault(state, 0L)));
    return counts;
  }

  private void move(
      String sql, Backfill.Stored stored, List<Long> counts, String tenant, long number) {
    update(
        sql,
        update -> {
          update.setLong(1, stored.batch());
          update.setArray(2, update.getConnection().createArrayOf("bigint", counts.toArray()));
          update.setString(3, tenant);
          update.setLong(4, number);
        });
  }

  @Override
  public void discard(String tenant, long number) {
    update(
        "delete from backfill_event where tenant = ? and backfill = ?",
        delete -> {
          delete.setString(1, tenant);
          delete.setLong(2, number);
        });
    update(
        "update backfill set state = 'DISCARDED', held_events = 0, known_events = 0"
            + " where tenant = ? and number = ?",
        update -> {
          update.setString(1, tenant);
          update.setLong(2, number);
        });
  }
}
