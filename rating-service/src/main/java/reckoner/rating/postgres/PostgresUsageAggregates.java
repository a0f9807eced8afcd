package reckoner.rating.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.sql.Connection;
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

  /** Sums, what they hold and whether, in one statement and so as of one instant. */
  private static final String HELD =
      """
      with mine as (
        select aggregate, cell, sample, quantity, events, charge, part, marginals
        from usage_aggregate
        where tenant = ? and contract = ? and period = ?
      ), added as (
        select u.aggregate, sum(u.quantity) as quantity, sum(u.events) as events,
          sum(u.marginals) as marginals
        from usage_delta d, unnest(d.aggregates, d.quantities, d.events, d.marginals)
          as u(aggregate, quantity, events, marginals)
        where d.tenant = ? and u.aggregate in (select aggregate from mine)
        group by u.aggregate
      ), sums as (
        select m.cell, m.sample, m.quantity + coalesce(a.quantity, 0) as quantity,
          m.events + coalesce(a.events, 0) as events,
          m.charge, m.part, m.marginals + coalesce(a.marginals, 0) as marginals
        from mine m left join added a using (aggregate)
      ), last as (
        select coalesce((select position from usage_batch where tenant = ? and store_time < ?
          order by store_time desc, position desc limit 1), 0) as position,
        (select p.is_aggregated from contract_period p
          join contract c on c.tenant = p.tenant and c.contract = p.contract
          where c.tenant = ? and c.number = ? and p.number = ?) as is_aggregated
      )
      select last.position, last.is_aggregated, s.cell, s.sample, s.quantity, s.events, s.charge,
        s.part, s.marginals
      from last left join sums s on s.events <> 0
      order by s.cell
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
          .text(one -> one.getValue().line().get().charge())
          .text(one -> one.getValue().line().get().part())
          .text(one -> one.getValue().priceVersion());
      return insert.executeUpdate();
    }
  }

  private static final String FOUND =
      """
      with found as (
        select a.contract, a.period, a.cell, a.aggregate, a.quantity
        from unnest(?::int[], ?::smallint[], ?::uuid[]) as k(contract, period, cell)
        join usage_aggregate a on a.tenant = ? and a.contract = k.contract
          and a.period = k.period and a.cell = k.cell
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
  public void foldIfLong(String tenant) {
    fold.ifLong(tenant);
  }

  @Override
  public Held held(String tenant, StoredPeriod period) {
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(HELD)) {
        find.setString(1, tenant);
        find.setInt(2, period.contract());
        find.setInt(3, period.number());
        find.setString(4, tenant);
        find.setString(5, tenant);
        find.setObject(6, Times.utc(period.cutoffTime()));
        find.setString(7, tenant);
        find.setInt(8, period.contract());
        find.setInt(9, period.number());
        long position = 0;
        boolean isAggregated = false;
        var sums = new ArrayList<Sum>();
        var rows = find.executeQuery();
        while (rows.next()) {
          position = rows.getLong(1);
          isAggregated = rows.getBoolean(2);
          var cell = rows.getObject(3, UUID.class);
          if (cell != null) {
            sums.add(
                new Sum(
                    KeyHash.of(cell),
                    UsageReader.stored(rows.getBytes(4)),
                    rows.getBigDecimal(5),
                    rows.getLong(6),
                    new Part(rows.getString(7), rows.getString(8)),
                    rows.getBigDecimal(9)));
          }
        }
        return new Held(position, isAggregated, sums);
      }
    });
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
