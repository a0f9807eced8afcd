package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
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
import reckoner.pricing.Period;
import reckoner.rating.ContractStore;
import reckoner.rating.EventOutcome;
import reckoner.rating.IncomingUsage;
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
  private final Transactions transactions;

  PostgresUsageStore(Transactions transactions) {
    this.transactions = transactions;
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
        var columns = new ArrayColumns(connection, insert, 4, events.size());
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
        var columns = new ArrayColumns(connection, find, 1, keys.size());
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
        var columns = new ArrayColumns(connection, insert, 4, faults.size());
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
        find.setObject(3, Times.utc(range.start()));
        find.setObject(4, Times.utc(range.end()));
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
        find.setObject(3, Times.utc(periodStart));
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
                  + EventRow.COLUMNS
                  + """
                   from usage_event
                  where tenant = ? and customer = ? and state = 'WAITING'
                    and event_time >= ? and event_time < ?
                  """)) {
        find.setString(1, tenant);
        find.setString(2, coverage.customer());
        find.setObject(3, Times.utc(coverage.period().start()));
        find.setObject(4, Times.utc(coverage.period().end()));
        find.setFetchSize(FETCH_SIZE);
        var rows = find.executeQuery();
        var events = new ArrayList<UsageEvent>(FETCH_SIZE);
        while (rows.next()) {
          events.add(EventRow.read(rows));
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
      update.setObject(2, Times.utc(coverage.period().start()));
      var matches = outcomes.entrySet();
      var columns = new ArrayColumns(connection, update, 3, matches.size());
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
                  + EventRow.COLUMNS
                  + """
                   from usage_event
                  where tenant = ? and contract = ? and period_start = ? and position <= ?
                  """)) {
        find.setString(1, tenant);
        find.setString(2, contract);
        find.setObject(3, Times.utc(periodStart));
        find.setLong(4, positionMax);
        find.setFetchSize(FETCH_SIZE);
        var rows = find.executeQuery();
        while (rows.next()) {
          consumer.accept(EventRow.read(rows));
        }
        return positionMax;
      }
    });
  }

  @Override
  public void settle(String tenant, String contract, Instant periodStart, long positionMax) {
    transactions.jdbc(connection -> {
      try (var update =
          connection.prepareStatement(
              """
              update usage_event
              set state = case when position <= ? then 'RATED' else 'LATE' end, reason = ''
              where tenant = ? and contract = ? and period_start = ?
                and (position > ? or state <> 'RATED')
              """)) {
        update.setLong(1, positionMax);
        update.setString(2, tenant);
        update.setString(3, contract);
        update.setObject(4, Times.utc(periodStart));
        update.setLong(5, positionMax);
        return update.executeUpdate();
      }
    });
  }
}
