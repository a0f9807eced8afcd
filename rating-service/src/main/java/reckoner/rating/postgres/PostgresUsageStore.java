package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import reckoner.kit.store.Transactions;
import reckoner.kit.wire.CanonicalForm;
import reckoner.pricing.Periods.Period;
import reckoner.rating.ContractStore;
import reckoner.rating.EventOutcome;
import reckoner.rating.IncomingUsage;
import reckoner.rating.Nesting;
import reckoner.rating.UsageEvent;
import reckoner.rating.UsageState;
import reckoner.rating.UsageStore;

/**
 * The usage ledger's tables. Plain JDBC: a batch is one statement of arrays, and a period is read
 * through a cursor, which repositories do not offer.
 */
@Singleton
class PostgresUsageStore implements UsageStore {
  private static final int FETCH_SIZE = 2000;
  private static final int BODY_LENGTH_MAX = 65_536;
  private static final int TEXT_LENGTH_MAX = 200;
  private static final String EVENT_COLUMNS =
      "source, event_id, event_time, customer, provider, model, nesting, quantities::text";

  private final Transactions transactions;

  PostgresUsageStore(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Ledger lockLedger(String tenant) {
    return transactions.jdbc(connection -> {
      try (var ensure =
          connection.prepareStatement(
              "insert into usage_ledger (tenant) values (?) on conflict do nothing")) {
        ensure.setString(1, tenant);
        ensure.executeUpdate();
      }
      try (var lock =
          connection.prepareStatement(
              "select position, store_time from usage_ledger where tenant = ? for update")) {
        lock.setString(1, tenant);
        var row = lock.executeQuery();
        row.next();
        var storeTime = row.getObject(2, OffsetDateTime.class);
        return new Ledger(
            row.getLong(1), storeTime == null ? Instant.EPOCH : storeTime.toInstant());
      }
    });
  }

  @Override
  public void awaitLedger(String tenant) {
    transactions.jdbc(connection -> {
      try (var share =
          connection.prepareStatement(
              "select position from usage_ledger where tenant = ? for share")) {
        share.setString(1, tenant);
        return share.executeQuery().next();
      }
    });
  }

  @Override
  public void addBatch(String tenant, long position, Instant storeTime) {
    transactions.jdbc(connection -> {
      try (var move =
              connection.prepareStatement(
                  "update usage_ledger set position = ?, store_time = ? where tenant = ?");
          var add =
              connection.prepareStatement(
                  "insert into usage_batch (tenant, position, store_time) values (?, ?, ?)")) {
        move.setLong(1, position);
        move.setObject(2, utc(storeTime));
        move.setString(3, tenant);
        move.executeUpdate();
        add.setString(1, tenant);
        add.setLong(2, position);
        add.setObject(3, utc(storeTime));
        return add.executeUpdate();
      }
    });
  }

  private static final String INSERT =
      """
      insert into usage_event
        (tenant, position, hash_version, shard, source, event_id, content_hash, event_time,
         customer, provider, model, nesting, quantities, contract, period_start, state, reason)
      select ?, ?, ?, e.shard, e.source, e.event_id, e.content_hash, e.event_time, e.customer,
        e.provider, e.model, e.nesting, e.quantities::jsonb, e.contract, e.period_start, e.state,
        e.reason
      from unnest(?::smallint[], ?::text[], ?::text[], ?::bytea[], ?::timestamptz[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[],
          ?::text[])
        as e(shard, source, event_id, content_hash, event_time, customer, provider, model,
          nesting, quantities, contract, period_start, state, reason)
      on conflict do nothing
      returning source, event_id
      """;

  @Override
  public Set<UsageEvent.Key> insert(String tenant, long position, List<Placed> events) {
    if (events.isEmpty()) {
      return Set.of();
    }
    return transactions.jdbc(connection -> {
      try (var insert = connection.prepareStatement(INSERT)) {
        insert.setString(1, tenant);
        insert.setLong(2, position);
        insert.setShort(3, CanonicalForm.VERSION);
        var columns = new Columns(connection, insert, 4, events.size());
        columns.add("int2", events, placed -> (short) event(placed).key().shard());
        columns.add("text", events, placed -> event(placed).key().source());
        columns.add("text", events, placed -> event(placed).key().eventId());
        columns.add("bytea", events, placed -> placed.usage().contentHash());
        columns.add("timestamptz", events, placed -> event(placed).eventTime().toString());
        columns.add("text", events, placed -> event(placed).customer());
        columns.add("text", events, placed -> event(placed).provider());
        columns.add("text", events, placed -> event(placed).model());
        columns.add("text", events, placed -> event(placed).nesting().name());
        columns.add("text", events, placed -> QuantitiesJson.write(event(placed).reported()));
        columns.addOptional(
            "text", events, placed -> placed.coverage().map(ContractStore.Coverage::contract));
        columns.addOptional(
            "timestamptz",
            events,
            placed -> placed.coverage().map(found -> found.period().start().toString()));
        columns.add("text", events, placed -> placed.outcome().state().name());
        columns.add("text", events, placed -> placed.outcome().reason());
        return keys(insert.executeQuery());
      }
    });
  }

  private static UsageEvent event(Placed placed) {
    return placed.usage().event();
  }

  /** Binds one array a column. */
  private static final class Columns {
    private final Connection connection;
    private final PreparedStatement statement;
    private final int size;
    private int next;

    Columns(Connection connection, PreparedStatement statement, int first, int size) {
      this.connection = connection;
      this.statement = statement;
      this.next = first;
      this.size = size;
    }

    <T> void add(String type, Collection<T> rows, Function<T, Object> value) throws SQLException {
      addOptional(type, rows, row -> java.util.Optional.of(value.apply(row)));
    }

    <T> void addOptional(
        String type, Collection<T> rows, Function<T, ? extends java.util.Optional<?>> value)
        throws SQLException {
      var array =
          type.equals("bytea")
              ? new byte[size][]
              : new @org.jspecify.annotations.Nullable Object[size];
      int i = 0;
      for (var row : rows) {
        array[i++] = value.apply(row).orElse(null);
      }
      statement.setArray(next++, connection.createArrayOf(type, array));
    }
  }

  private static Set<UsageEvent.Key> keys(ResultSet rows) throws SQLException {
    var keys = new HashSet<UsageEvent.Key>();
    while (rows.next()) {
      keys.add(new UsageEvent.Key(rows.getString(1), rows.getString(2)));
    }
    return keys;
  }

  @Override
  public Map<UsageEvent.Key, Known> known(String tenant, Collection<UsageEvent.Key> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    return transactions.jdbc(connection -> {
      try (var find =
          connection.prepareStatement(
              """
              select source, event_id, content_hash, state
              from usage_event
              join unnest(?::smallint[], ?::text[], ?::text[]) as k(shard, source, event_id)
                using (shard, source, event_id)
              where tenant = ?
              """)) {
        var columns = new Columns(connection, find, 1, keys.size());
        columns.add("int2", keys, key -> (short) key.shard());
        columns.add("text", keys, UsageEvent.Key::source);
        columns.add("text", keys, UsageEvent.Key::eventId);
        find.setString(4, tenant);
        var known = new HashMap<UsageEvent.Key, Known>();
        var rows = find.executeQuery();
        while (rows.next()) {
          known.put(
              new UsageEvent.Key(rows.getString(1), rows.getString(2)),
              new Known(rows.getBytes(3), UsageState.valueOf(rows.getString(4))));
        }
        return known;
      }
    });
  }

  @Override
  public int keep(String tenant, long position, String status, List<IncomingUsage.Faulty> faults) {
    if (faults.isEmpty()) {
      return 0;
    }
    return transactions.jdbc(connection -> {
      try (var insert =
          connection.prepareStatement(
              """
              insert into usage_rejection
                (tenant, position, status, source, event_id, content_hash, reason, field, message,
                 body)
              select ?, ?, ?, f.*
              from unnest(?::text[], ?::text[], ?::bytea[], ?::text[], ?::text[], ?::text[],
                ?::bytea[]) as f
              on conflict do nothing
              """)) {
        insert.setString(1, tenant);
        insert.setLong(2, position);
        insert.setString(3, status);
        var columns = new Columns(connection, insert, 4, faults.size());
        columns.add("text", faults, fault -> storable(fault.key().source()));
        columns.add("text", faults, fault -> storable(fault.key().eventId()));
        columns.add("bytea", faults, IncomingUsage.Faulty::contentHash);
        columns.add("text", faults, fault -> fault.reason().name());
        columns.add("text", faults, IncomingUsage.Faulty::field);
        columns.add("text", faults, fault -> storable(fault.message()));
        columns.add("bytea", faults, fault -> body(fault.body()));
        return insert.executeUpdate();
      }
    });
  }

  /** PostgreSQL keeps no NUL, and an index no long text. The body has what really came. */
  private static String storable(String text) {
    var cut = text.length() > 2 * TEXT_LENGTH_MAX ? text.substring(0, 2 * TEXT_LENGTH_MAX) : text;
    return cut.replace('\0', '\uFFFD');
  }

  private static byte[] body(byte[] body) {
    return body.length > BODY_LENGTH_MAX ? new byte[0] : body;
  }

  @Override
  public long positionBefore(String tenant, Instant exclusive) {
    return transactions.jdbc(connection -> {
      try (var find =
          connection.prepareStatement(
              """
              select coalesce(max(position), 0) from usage_batch
              where tenant = ? and store_time < ?
              """)) {
        find.setString(1, tenant);
        find.setObject(2, utc(exclusive));
        var row = find.executeQuery();
        row.next();
        return row.getLong(1);
      }
    });
  }

  @Override
  public List<ReportedModel> waitingModels(String tenant, String customer, Period range) {
    return transactions.jdbc(connection -> {
      try (var find =
          connection.prepareStatement(
              """
              select distinct provider, model from usage_event
              where tenant = ? and customer = ? and state = 'WAITING'
                and event_time >= ? and event_time < ?
              """)) {
        find.setString(1, tenant);
        find.setString(2, customer);
        find.setObject(3, utc(range.start()));
        find.setObject(4, utc(range.end()));
        return models(find.executeQuery());
      }
    });
  }

  @Override
  public List<ReportedModel> modelsOf(
      String tenant, String contract, Instant periodStart, long positionMax) {
    return transactions.jdbc(connection -> {
      try (var find =
          connection.prepareStatement(
              """
              select distinct provider, model from usage_event
              where tenant = ? and contract = ? and period_start = ? and position <= ?
              """)) {
        find.setString(1, tenant);
        find.setString(2, contract);
        find.setObject(3, utc(periodStart));
        find.setLong(4, positionMax);
        return models(find.executeQuery());
      }
    });
  }

  private static List<ReportedModel> models(ResultSet rows) throws SQLException {
    var models = new ArrayList<ReportedModel>();
    while (rows.next()) {
      models.add(new ReportedModel(rows.getString(1), rows.getString(2)));
    }
    return models;
  }

  @Override
  public long matchWaiting(
      String tenant,
      ContractStore.Coverage coverage,
      Function<UsageEvent, EventOutcome.Stored> pricing) {
    return transactions.jdbc(connection -> {
      long matched = 0;
      try (var find =
          connection.prepareStatement(
              "select "
                  + EVENT_COLUMNS
                  + """
                   from usage_event
                  where tenant = ? and customer = ? and state = 'WAITING'
                    and event_time >= ? and event_time < ?
                  """)) {
        find.setString(1, tenant);
        find.setString(2, coverage.customer());
        find.setObject(3, utc(coverage.period().start()));
        find.setObject(4, utc(coverage.period().end()));
        find.setFetchSize(FETCH_SIZE);
        var rows = find.executeQuery();
        var events = new ArrayList<UsageEvent>(FETCH_SIZE);
        while (rows.next()) {
          events.add(event(rows));
          if (events.size() == FETCH_SIZE) {
            matched += match(connection, tenant, coverage, events, pricing);
            events.clear();
          }
        }
        return matched + match(connection, tenant, coverage, events, pricing);
      }
    });
  }

  private static long match(
      Connection connection,
      String tenant,
      ContractStore.Coverage coverage,
      List<UsageEvent> events,
      Function<UsageEvent, EventOutcome.Stored> pricing)
      throws SQLException {
    if (events.isEmpty()) {
      return 0;
    }
    var outcomes = new HashMap<UsageEvent.Key, EventOutcome.Stored>();
    events.forEach(event -> outcomes.put(event.key(), pricing.apply(event)));
    try (var update =
        connection.prepareStatement(
            """
            update usage_event set contract = ?, period_start = ?, state = m.state,
              reason = m.reason
            from unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[])
              as m(shard, source, event_id, state, reason)
            where tenant = ? and usage_event.shard = m.shard and usage_event.source = m.source
              and usage_event.event_id = m.event_id
            """)) {
      update.setString(1, coverage.contract());
      update.setObject(2, utc(coverage.period().start()));
      var matches = outcomes.entrySet();
      var columns = new Columns(connection, update, 3, matches.size());
      columns.add("int2", matches, match -> (short) match.getKey().shard());
      columns.add("text", matches, match -> match.getKey().source());
      columns.add("text", matches, match -> match.getKey().eventId());
      columns.add("text", matches, match -> match.getValue().state().name());
      columns.add("text", matches, match -> match.getValue().reason());
      update.setString(8, tenant);
      return update.executeUpdate();
    }
  }

  @Override
  public void forEach(
      String tenant,
      String contract,
      Instant periodStart,
      long positionMax,
      Consumer<UsageEvent> consumer) {
    transactions.jdbc(connection -> {
      try (var find =
          connection.prepareStatement(
              "select "
                  + EVENT_COLUMNS
                  + """
                   from usage_event
                  where tenant = ? and contract = ? and period_start = ? and position <= ?
                  """)) {
        find.setString(1, tenant);
        find.setString(2, contract);
        find.setObject(3, utc(periodStart));
        find.setLong(4, positionMax);
        find.setFetchSize(FETCH_SIZE);
        var rows = find.executeQuery();
        while (rows.next()) {
          consumer.accept(event(rows));
        }
        return positionMax;
      }
    });
  }

  @Override
  public void markRated(String tenant, String contract, Instant periodStart, long positionMax) {
    transactions.jdbc(connection -> {
      try (var update =
          connection.prepareStatement(
              """
              update usage_event set state = 'RATED', reason = ''
              where tenant = ? and contract = ? and period_start = ? and position <= ?
                and state = 'UNPRICED'
              """)) {
        update.setString(1, tenant);
        update.setString(2, contract);
        update.setObject(3, utc(periodStart));
        update.setLong(4, positionMax);
        return update.executeUpdate();
      }
    });
  }

  /** The event in a row of {@link #EVENT_COLUMNS}. */
  static UsageEvent event(ResultSet row) throws SQLException {
    return new UsageEvent(
        new UsageEvent.Key(row.getString(1), row.getString(2)),
        row.getObject(3, OffsetDateTime.class).toInstant(),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        Nesting.valueOf(row.getString(7)),
        QuantitiesJson.read(row.getString(8)));
  }

  private static OffsetDateTime utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }
}
