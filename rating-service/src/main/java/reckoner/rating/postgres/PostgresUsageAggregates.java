package reckoner.rating.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import reckoner.kit.store.BinaryColumns;
import reckoner.kit.store.Transactions;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.KeyHash;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.RunningTotal;
import reckoner.rating.UsageAggregates;
import reckoner.rating.UsageWindows;
import reckoner.rating.wire.UsageReader;

/** Aggregates and what batches added to them. Plain JDBC: a batch is one statement of arrays. */
@Singleton
class PostgresUsageAggregates implements UsageAggregates {
  /** One takes some hundred bytes. */
  private static final long KEPT_MAX = 200_000;

  /** How long what other processes add to an aggregate may go unnoticed here. */
  private static final Duration KEPT_FOR = Duration.ofMinutes(10);

  /**
   * Sums, what they hold and whether, in one statement and so as of one instant. Arrays whose
   * length the planner cannot see, so that it plans once and not for each.
   */
  private static final String HELD =
      """
      with asked as (
        select * from unnest((select ?::int[]), (select ?::smallint[]), (select ?::timestamptz[]))
          with ordinality as k(contract, period, cutoff_time, place)
      ), mine as (
        select k.place, a.aggregate, a.cell, a.sample, a.quantity, a.events, a.charge, a.part,
          a.marginals
        from asked k cross join lateral (
          select * from usage_aggregate
          where tenant = ? and contract = k.contract and period = k.period
          offset 0) a -- by its index, however small the table was when this was planned
      ), added as (
        select u.aggregate, sum(u.quantity) as quantity, sum(u.events) as events,
          sum(u.marginals) as marginals
        from usage_delta d, unnest(d.aggregates, d.quantities, d.events, d.marginals)
          as u(aggregate, quantity, events, marginals)
        where d.tenant = ? and u.aggregate in (select aggregate from mine)
        group by u.aggregate
      ), sums as (
        select m.place, m.cell, m.sample, m.quantity + coalesce(a.quantity, 0) as quantity,
          m.events + coalesce(a.events, 0) as events,
          m.charge, m.part, m.marginals + coalesce(a.marginals, 0) as marginals
        from mine m left join added a using (aggregate)
      ), last as materialized (
        select k.place,
          coalesce((select b.position from usage_batch b
            where b.tenant = ? and b.store_time < k.cutoff_time
            order by b.store_time desc, b.position desc limit 1), 0) as position,
          (select p.is_aggregated from contract_period p
            join contract c on c.tenant = p.tenant and c.contract = p.contract
            where c.tenant = ? and c.number = k.contract and p.number = k.period)
            as is_aggregated,
          exists (select from usage_exception x
            where x.tenant = ? and x.contract = k.contract and x.period = k.period
              and x.state = 'UNPRICED') as has_unpriced
        from asked k
      )
      select l.place, l.position, l.is_aggregated, l.has_unpriced, s.cell, s.sample, s.quantity,
        s.events, s.charge, s.part, s.marginals
      from last l left join sums s on s.place = l.place and s.events <> 0
      order by l.place, s.cell
      """;

  private final Transactions transactions;
  private final Cache<TenantKey, Aggregate> known =
      Caffeine.newBuilder().maximumSize(KEPT_MAX).expireAfterWrite(KEPT_FOR).build();

  private final PostgresUsageWindows windows;
  private final AggregateFold fold;

  PostgresUsageAggregates(Transactions transactions, PostgresUsageWindows windows) {
    this.transactions = transactions;
    this.windows = windows;
    this.fold = new AggregateFold(transactions);
  }

  @Override
  public UsageWindows windows() {
    return windows;
  }

  private record TenantKey(String tenant, Key key) {}

  @Override
  public Map<Key, Aggregate> of(String tenant, Map<Key, Sample> samples) {
    var found = HashMap.<Key, Aggregate>newHashMap(samples.size());
    var missing = new ArrayList<Map.Entry<Key, Sample>>();
    for (var sample : samples.entrySet()) {
      var aggregate = known.getIfPresent(new TenantKey(tenant, sample.getKey()));
      if (aggregate == null) {
        missing.add(sample);
      } else {
        found.put(sample.getKey(), aggregate);
      }
    }
    if (!missing.isEmpty()) {
      // in one order, so that two that make the same ones do not wait for each other in a circle
      missing.sort(
          Map.Entry.comparingByKey(
              Comparator.comparingInt(Key::contract)
                  .thenComparingInt(Key::period)
                  .thenComparing(Key::cell)));
      // most are known to the table: asking first leaves it and its sequence alone
      var stored = find(tenant, missing, FIND);
      missing.removeIf(one -> stored.containsKey(one.getKey()));
      if (!missing.isEmpty()) {
        transactions.write(
            () -> transactions.jdbc(connection -> make(connection, tenant, missing)));
        // nothing of them is unfolded yet, so that nothing need be summed
        stored.putAll(find(tenant, missing, FIND_NEW));
      }
      // of two that look for one at once, both go on with the same running total
      stored.forEach((key, aggregate) ->
          found.put(key, known.get(new TenantKey(tenant, key), _ -> aggregate)));
    }
    return found;
  }

  private Map<Key, Aggregate> find(
      String tenant, List<Map.Entry<Key, Sample>> missing, String sql) {
    var keys = missing.stream().map(Map.Entry::getKey).toList();
    return transactions.read(
        () -> transactions.jdbc(connection -> find(connection, tenant, keys, sql)));
  }

  @Override
  public Map<Key, Aggregate> existing(String tenant, Set<Key> keys) {
    var existing = HashMap.<Key, Aggregate>newHashMap(keys.size());
    var unknown = new ArrayList<Key>();
    for (var key : keys) {
      var aggregate = known.getIfPresent(new TenantKey(tenant, key));
      if (aggregate == null) {
        unknown.add(key);
      } else {
        existing.put(key, aggregate);
      }
    }
    if (!unknown.isEmpty()) {
      existing.putAll(transactions.jdbc(connection -> find(connection, tenant, unknown, FIND)));
    }
    return existing;
  }

  private static int make(
      Connection connection, String tenant, List<Map.Entry<Key, Sample>> missing)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            insert into usage_aggregate
              (tenant, contract, period, cell, sample, charge, part, price_version)
            select ?, a.*
            from unnest(?::int[], ?::smallint[], ?::uuid[], ?::bytea[], ?::text[], ?::text[],
              ?::text[]) as a
            on conflict do nothing
            """)) {
      insert.setString(1, tenant);
      new BinaryColumns<>(connection, insert, 2, missing)
          .int4(one -> one.getKey().contract())
          .int2(one -> one.getKey().period())
          .uuid(one -> one.getKey().cell().high(), one -> one.getKey().cell().low())
          .bytea(one -> one.getValue().body())
          .text(one -> one.getValue().line().charge())
          .text(one -> one.getValue().line().part())
          .text(one -> one.getValue().priceVersion());
      return insert.executeUpdate();
    }
  }

  private static final String FOUND =
      """
      with found as (
        select a.contract, a.period, a.cell, a.aggregate, a.quantity
        from unnest(?::int[], ?::smallint[], ?::uuid[]) as k(contract, period, cell)
        cross join lateral (
          select * from usage_aggregate
          where tenant = ? and contract = k.contract and period = k.period and cell = k.cell
          offset 0) a -- by its key, as those of held sums by their index
      ), added as (
        select u.aggregate, sum(u.quantity) as quantity
        from usage_delta d, unnest(d.aggregates, d.quantities) as u(aggregate, quantity)
        where d.tenant = ? and %s and u.aggregate in (select aggregate from found)
        group by u.aggregate
      )
      select f.contract, f.period, f.cell, f.aggregate, f.quantity + coalesce(a.quantity, 0)
      from found f left join added a using (aggregate)
      """;

  private static final String FIND = FOUND.formatted("true");
  private static final String FIND_NEW = FOUND.formatted("false");

  private static Map<Key, Aggregate> find(
      Connection connection, String tenant, List<Key> keys, String sql) throws SQLException {
    try (var find = connection.prepareStatement(sql)) {
      new BinaryColumns<>(connection, find, 1, keys)
          .int4(Key::contract)
          .int2(Key::period)
          .uuid(key -> key.cell().high(), key -> key.cell().low());
      find.setString(4, tenant);
      find.setString(5, tenant);
      var found = new HashMap<Key, Aggregate>();
      var rows = find.executeQuery();
      while (rows.next()) {
        var key =
            new Key(rows.getInt(1), rows.getInt(2), KeyHash.of(rows.getObject(3, UUID.class)));
        found.put(key, new Aggregate(rows.getLong(4), new RunningTotal(rows.getBigDecimal(5))));
      }
      return found;
    }
  }

  @Override
  public void add(String tenant, long batch, List<Delta> deltas) {
    addPart(tenant, batch, batch, deltas);
  }

  @Override
  public void addPart(String tenant, long batch, long part, List<Delta> deltas) {
    if (deltas.isEmpty()) {
      return;
    }
    transactions.jdbc(connection -> {
      try (var insert =
          connection.prepareStatement(
              """
              insert into usage_delta (tenant, batch, aggregates, quantities, events, marginals)
              values (?, ?, ?, ?, ?, ?)
              """)) {
        insert.setString(1, tenant);
        insert.setLong(2, part);
        new BinaryColumns<>(connection, insert, 3, deltas)
            .int8(Delta::aggregate)
            .numeric(Delta::quantity)
            .int4(Delta::events)
            .numeric(Delta::marginals);
        insert.executeUpdate();
      }
      return windows.add(connection, tenant, batch, part, deltas);
    });
  }

  @Override
  public boolean isLong(String tenant) {
    return fold.isLong(tenant);
  }

  @Override
  public List<Held> held(String tenant, List<StoredPeriod> periods) {
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(HELD)) {
        new BinaryColumns<>(connection, find, 1, periods)
            .int4(StoredPeriod::contract)
            .int2(StoredPeriod::number)
            .timestamptz(StoredPeriod::cutoffTime);
        for (int parameter = 4; parameter <= 8; parameter++) {
          find.setString(parameter, tenant);
        }
        var held = new ArrayList<Held>();
        var rows = find.executeQuery();
        while (rows.next()) {
          if (rows.getInt(1) > held.size()) {
            held.add(
                new Held(
                    rows.getLong(2), rows.getBoolean(3), rows.getBoolean(4), new ArrayList<>()));
          }
          var cell = rows.getObject(5, UUID.class);
          if (cell != null) {
            held.getLast().sums().add(sum(cell, rows));
          }
        }
        return held;
      }
    });
  }

  private static Sum sum(UUID cell, ResultSet row) throws SQLException {
    return new Sum(
        KeyHash.of(cell),
        UsageReader.stored(row.getBytes(6)),
        row.getBigDecimal(7),
        row.getLong(8),
        new Part(row.getString(9), row.getString(10)),
        row.getBigDecimal(11));
  }

  @Override
  public Map<Long, Priced> priced(String tenant, Set<Long> aggregates) {
    return transactions.jdbc(connection -> {
      try (var find =
          connection.prepareStatement(
              """
              select aggregate, charge, part, price_version from usage_aggregate
              where tenant = ? and aggregate = any(?)
              """)) {
        find.setString(1, tenant);
        find.setArray(2, connection.createArrayOf("bigint", aggregates.toArray()));
        var priced = new HashMap<Long, Priced>();
        var rows = find.executeQuery();
        while (rows.next()) {
          priced.put(
              rows.getLong(1),
              new Priced(new Part(rows.getString(2), rows.getString(3)), rows.getString(4)));
        }
        return priced;
      }
    });
  }

  @Override
  public boolean fold(String tenant) {
    return fold.run(tenant);
  }
}
