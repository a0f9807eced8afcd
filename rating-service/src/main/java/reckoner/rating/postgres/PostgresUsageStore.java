package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reckoner.kit.store.BinaryColumns;
import reckoner.kit.store.BinaryCopy;
import reckoner.kit.store.Transactions;
import reckoner.kit.wire.CanonicalForm;
import reckoner.pricing.Period;
import reckoner.rating.ContractStore;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.EventOutcome;
import reckoner.rating.IncomingUsage;
import reckoner.rating.KeyHash;
import reckoner.rating.UsageEvent;
import reckoner.rating.UsageState;
import reckoner.rating.UsageStore;
import reckoner.rating.wire.MarginalForm;
import reckoner.rating.wire.UsageReader;

/**
 * The usage ledger's tables. Plain JDBC: a batch is one statement of arrays, and a period is read
 * through a cursor, which repositories do not offer.
 */
@Singleton
class PostgresUsageStore implements UsageStore {
  private static final int FETCH_SIZE = 2000;
  private final Transactions transactions;

  PostgresUsageStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /** The hash only where it is of this form; the body only where it may say something else. */
  private static final String KNOWN =
      """
      select e.event_key,
        case when e.hash_version = k.hash_version then e.content_hash else ''::bytea end,
        coalesce((select x.state from usage_exception x
          where x.tenant = e.tenant and x.shard = e.shard and x.event_key = e.event_key), (
          select c.kind from usage_correction c
          where c.tenant = e.tenant and c.shard = e.shard and c.event_key = e.event_key
          order by c.generation desc limit 1), 'RATED'),
        case when e.hash_version = k.hash_version and e.content_hash = k.content_hash
          then ''::bytea else e.body end
      from unnest(?::smallint[], ?::uuid[], ?::bytea[], ?::smallint[])
        as k(shard, event_key, content_hash, hash_version)
      cross join lateral (select * from usage_event -- by its key, see Plans
        where tenant = ? and shard = k.shard and event_key = k.event_key offset 0) e
      """;

  private static final String COPY =
      """
      copy usage_event
        (tenant, batch, hash_version, shard, event_key, event_time, contract, period,
         content_hash, body, marginals)
      from stdin (format binary)
      """;

  private static final int COLUMNS = 11;

  /** Of a row, beside its tenant, body and marginal amounts. */
  private static final int ROW_BYTES = 160;

  private static final String UNIQUE_VIOLATION = "23505";

  private static final String INSERT_EXCEPTIONS =
      """
      insert into usage_exception
        (tenant, state, reason, source, event_id, shard, event_key, customer, event_time, contract,
         period)
      select ?, x.*
      from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::smallint[], ?::uuid[], ?::text[],
          ?::timestamptz[], ?::int[], ?::smallint[]) as x
      on conflict do nothing
      """;

  @Override
  public void insert(String tenant, long batch, List<Placed> events) {
    if (events.isEmpty()) {
      return;
    }
    transactions.jdbc(connection -> {
      copy(connection, tenant, batch, events);
      var exceptions =
          events.stream().filter(placed -> placed.outcome().state() != UsageState.RATED).toList();
      if (!exceptions.isEmpty()) {
        insertExceptions(connection, tenant, exceptions);
      }
      return events.size();
    });
  }

  private static void copy(Connection connection, String tenant, long batch, List<Placed> events)
      throws SQLException {
    var text = tenant.getBytes(StandardCharsets.UTF_8);
    int body = events.getFirst().usage().body().length; // as long as the others, more or less
    var rows = new BinaryCopy(COLUMNS, events.size() * (ROW_BYTES + text.length + body));
    for (var placed : events) {
      var usage = placed.usage();
      var key = usage.keyHash();
      rows.row()
          .bytea(text)
          .int8(batch)
          .int2((int) CanonicalForm.VERSION)
          .int2(key.shard())
          .uuid(key.high(), key.low())
          .timestamptz(usage.event().eventTime())
          .int4(contract(placed))
          .int2(period(placed))
          .bytea(usage.contentHash())
          .bytea(usage.body())
          .bytea(MarginalForm.write(placed.marginals()));
    }
    try {
      rows.into(connection, COPY);
    } catch (SQLException failure) {
      if (UNIQUE_VIOLATION.equals(failure.getSQLState())) { // the table has one unique key
        throw new KeyTaken();
      }
      throw failure;
    }
  }

  private static void insertExceptions(
      Connection connection, String tenant, List<Placed> exceptions) throws SQLException {
    try (var insert = connection.prepareStatement(INSERT_EXCEPTIONS)) {
      insert.setString(1, tenant);
      new BinaryColumns<>(connection, insert, 2, exceptions)
          .text(placed -> placed.outcome().state().name())
          .text(placed -> placed.outcome().reason())
          .text(placed -> placed.usage().event().key().source())
          .text(placed -> placed.usage().event().key().eventId())
          .int2(placed -> placed.usage().keyHash().shard())
          .uuid(placed -> placed.usage().keyHash().high(), placed -> placed.usage().keyHash().low())
          .text(placed -> placed.usage().event().customer())
          .timestamptz(placed -> placed.usage().event().eventTime())
          .int4(PostgresUsageStore::contract)
          .int2(PostgresUsageStore::period);
      insert.executeUpdate();
    }
  }

  private static @Nullable Integer contract(Placed placed) {
    return placed.coverage().map(ContractStore.Coverage::contract).orElse(null);
  }

  private static @Nullable Integer period(Placed placed) {
    return placed.coverage().map(ContractStore.Coverage::number).orElse(null);
  }

  @Override
  public Map<KeyHash, Known> known(String tenant, Collection<IncomingUsage.Acceptable> events) {
    if (events.isEmpty()) {
      return Map.of();
    }
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(KNOWN)) {
        new BinaryColumns<>(connection, find, 1, List.copyOf(events))
            .int2(event -> event.keyHash().shard())
            .uuid(event -> event.keyHash().high(), event -> event.keyHash().low())
            .bytea(IncomingUsage.Acceptable::contentHash)
            .int2(_ -> (int) CanonicalForm.VERSION);
        find.setString(5, tenant);
        var known = new HashMap<KeyHash, Known>();
        var rows = find.executeQuery();
        while (rows.next()) {
          known.put(
              KeyHash.of(rows.getObject(1, UUID.class)),
              new Known(rows.getBytes(2), UsageState.valueOf(rows.getString(3)), rows.getBytes(4)));
        }
        events.forEach(
            event -> known.computeIfPresent(event.keyHash(), (_, found) -> found.orBodyOf(event)));
        return known;
      }
    });
  }

  @Override
  public int keep(String tenant, long batch, String status, List<IncomingUsage.Faulty> faults) {
    if (faults.isEmpty()) {
      return 0;
    }
    return transactions.jdbc(connection -> {
      try (var insert =
          connection.prepareStatement(
              """
              insert into usage_rejection
                (tenant, batch, status, source, event_id, content_hash, reason, field, message,
                 body, came_form, came, origin)
              select ?, ?, ?, f.*
              from unnest(?::text[], ?::text[], ?::bytea[], ?::text[], ?::text[], ?::text[],
                ?::bytea[], ?::text[], ?::bytea[], ?::text[]) as f
              on conflict do nothing
              """)) {
        insert.setString(1, tenant);
        insert.setLong(2, batch);
        insert.setString(3, status);
        new BinaryColumns<>(connection, insert, 4, faults)
            .text(fault -> Storable.text(fault.key().source()))
            .text(fault -> Storable.text(fault.key().eventId()))
            .bytea(IncomingUsage.Faulty::contentHash)
            .text(fault -> fault.reason().name())
            .text(fault -> Storable.text(fault.field()))
            .text(fault -> Storable.text(fault.message()))
            .bytea(fault -> Storable.body(fault.body()))
            .text(fault -> fault.came().map(came -> came.form().name()).orElse(""))
            .bytea(fault -> fault.came().map(IncomingUsage.Came::bytes).orElse(new byte[0]))
            .text(fault -> Storable.text(fault.origin()));
        return insert.executeUpdate();
      }
    });
  }

  private static final String WAITING =
      """
      select e.event_key, e.body, b.store_time
      from usage_exception x
      join usage_event e on e.tenant = x.tenant and e.shard = x.shard and e.event_key = x.event_key
      join usage_batch b on b.tenant = e.tenant and b.batch = e.batch
      where x.tenant = ? and x.customer = ? and x.state = 'WAITING'
        and x.event_time >= ? and x.event_time < ?
      """;

  private static PreparedStatement waiting(
      Connection connection, String tenant, String customer, Period range) throws SQLException {
    var find = connection.prepareStatement(WAITING);
    find.setString(1, tenant);
    find.setString(2, customer);
    find.setObject(3, Times.utc(range.start()));
    find.setObject(4, Times.utc(range.end()));
    find.setFetchSize(FETCH_SIZE);
    return find;
  }

  @Override
  public Set<ReportedModel> waitingModels(String tenant, String customer, Period range) {
    return transactions.jdbc(connection -> {
      try (var find = waiting(connection, tenant, customer, range)) {
        var models = new HashSet<ReportedModel>();
        var rows = find.executeQuery();
        while (rows.next()) {
          UsageReader.stored(rows.getBytes(2))
              .modelUse()
              .ifPresent(use -> models.add(new ReportedModel(use.provider(), use.model())));
        }
        return models;
      }
    });
  }

  @Override
  public long matchWaiting(String tenant, ContractStore.Coverage coverage, Placing placing) {
    return transactions.jdbc(connection -> {
      long matched = 0;
      try (var find = waiting(connection, tenant, coverage.customer(), coverage.period())) {
        var rows = find.executeQuery();
        var events = new ArrayList<Match>(FETCH_SIZE);
        while (rows.next()) {
          var waiting =
              new Waiting(
                  KeyHash.of(rows.getObject(1, UUID.class)),
                  UsageReader.stored(rows.getBytes(2)),
                  rows.getObject(3, OffsetDateTime.class).toInstant());
          events.add(new Match(waiting.keyHash(), placing.place(waiting)));
          if (events.size() == FETCH_SIZE) {
            matched += match(connection, tenant, coverage, events);
            events.clear();
          }
        }
        return matched + match(connection, tenant, coverage, events);
      }
    });
  }

  private record Match(KeyHash keyHash, EventOutcome.Stored outcome) {}

  private static final String MATCH =
      """
      with m as (
        select * from unnest(?::smallint[], ?::uuid[], ?::text[], ?::text[])
          as m(shard, event_key, state, reason)
      ), rated as (
        delete from usage_exception x using m
        where x.tenant = ? and x.shard = m.shard and x.event_key = m.event_key
          and m.state = 'RATED'
      ), other as (
        update usage_exception x set state = m.state, reason = m.reason, contract = ?, period = ?
        from m
        where x.tenant = ? and x.shard = m.shard and x.event_key = m.event_key
          and m.state <> 'RATED'
      )
      update usage_event e set contract = ?, period = ?
      from m where e.tenant = ? and e.shard = m.shard and e.event_key = m.event_key
      """;

  private static long match(
      Connection connection, String tenant, ContractStore.Coverage coverage, List<Match> matches)
      throws SQLException {
    if (matches.isEmpty()) {
      return 0;
    }
    Plans.makeAnew(connection);
    try (var update = connection.prepareStatement(MATCH)) {
      new BinaryColumns<>(connection, update, 1, matches)
          .int2(match -> match.keyHash().shard())
          .uuid(match -> match.keyHash().high(), match -> match.keyHash().low())
          .text(match -> match.outcome().state().name())
          .text(match -> match.outcome().reason());
      update.setString(5, tenant);
      update.setInt(6, coverage.contract());
      update.setInt(7, coverage.number());
      update.setString(8, tenant);
      update.setInt(9, coverage.contract());
      update.setInt(10, coverage.number());
      update.setString(11, tenant);
      return update.executeUpdate();
    }
  }

  @Override
  public List<Placement> page(
      String tenant, StoredPeriod period, long positionMax, Place after, int limit) {
    return transactions.jdbc(connection ->
        new PeriodUsage(connection, tenant, period, after, limit).asKnown(positionMax));
  }

  @Override
  public List<Placement> within(
      String tenant,
      StoredPeriod period,
      List<Period> windows,
      long positionMax,
      Place after,
      int limit) {
    return transactions.jdbc(connection ->
        new PeriodUsage(connection, tenant, period, after, limit).within(windows, positionMax));
  }

  @Override
  public List<UsageEvent> asKnown(
      String tenant, Collection<UsageEvent.Key> events, long positionMax) {
    return transactions.jdbc(
        connection -> KnownUsage.find(connection, tenant, List.copyOf(events), positionMax));
  }

  @Override
  public List<Change> changes(
      String tenant, StoredPeriod period, Range between, Turn turn, Place after, int limit) {
    return transactions.jdbc(connection ->
        new PeriodUsage(connection, tenant, period, after, limit).changes(between, turn));
  }

  @Override
  public List<Placement> unpriced(
      String tenant, StoredPeriod period, long positionMax, Place after, int limit) {
    return transactions.jdbc(connection ->
        new PeriodUsage(connection, tenant, period, after, limit).unpriced(positionMax));
  }

  @Override
  public Set<StoredPeriod> settle(String tenant, List<StoredPeriod> periods) {
    return transactions.jdbc(connection -> {
      try (var delete =
          connection.prepareStatement(
              """
              delete from usage_exception x
              using unnest((select ?::int[]), (select ?::smallint[])) with ordinality
                as k(contract, period, place)
              where x.tenant = ? and x.contract = k.contract and x.period = k.period
                and x.state = 'UNPRICED' returning k.place
              """)) {
        new BinaryColumns<>(connection, delete, 1, periods)
            .int4(StoredPeriod::contract)
            .int2(StoredPeriod::number);
        delete.setString(3, tenant);
        var settled = new HashSet<StoredPeriod>();
        var rows = delete.executeQuery();
        while (rows.next()) {
          settled.add(periods.get(rows.getInt(1) - 1));
        }
        return settled;
      }
    });
  }
}
