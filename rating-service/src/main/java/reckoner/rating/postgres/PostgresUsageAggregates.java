package reckoner.rating.postgres;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.store.BinaryColumns;
import reckoner.kit.store.Transactions;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.KeyHash;
import reckoner.rating.UsageAggregates;
import reckoner.rating.wire.UsageReader;

/** Aggregates and what batches added to them. Plain JDBC: a batch is one statement of arrays. */
@Singleton
class PostgresUsageAggregates implements UsageAggregates {
  /** One takes some hundred bytes. */
  private static final long IDS_MAX = 200_000;

  private static final String FOLD =
      """
      with folded as (
        delete from usage_delta where tenant = ? returning aggregates, quantities, events
      ), added as (
        select u.aggregate, sum(u.quantity) as quantity, sum(u.events) as events
        from folded f,
          unnest(f.aggregates, f.quantities, f.events) as u(aggregate, quantity, events)
        group by u.aggregate
      )
      update usage_aggregate a set quantity = a.quantity + n.quantity, events = a.events + n.events
      from added n where a.tenant = ? and a.aggregate = n.aggregate
      """;

  /** Sums and the position that they hold, in one statement and so as of one instant. */
  private static final String HELD =
      """
      with mine as (
        select aggregate, cell, sample, quantity, events from usage_aggregate
        where tenant = ? and contract = ? and period = ?
      ), added as (
        select u.aggregate, sum(u.quantity) as quantity, sum(u.events) as events
        from usage_delta d,
          unnest(d.aggregates, d.quantities, d.events) as u(aggregate, quantity, events)
        where d.tenant = ? and u.aggregate in (select aggregate from mine)
        group by u.aggregate
      ), sums as (
        select m.cell, m.sample, m.quantity + coalesce(a.quantity, 0) as quantity,
          m.events + coalesce(a.events, 0) as events
        from mine m left join added a using (aggregate)
      ), last as (
        select coalesce((select position from usage_batch where tenant = ? and store_time < ?
          order by store_time desc, position desc limit 1), 0) as position
      )
      select last.position, s.cell, s.sample, s.quantity, s.events
      from last left join sums s on s.events <> 0
      order by s.cell
      """;

  private static final Logger LOG = LoggerFactory.getLogger(PostgresUsageAggregates.class);

  private final Transactions transactions;
  private final Cache<TenantKey, Long> known = Caffeine.newBuilder().maximumSize(IDS_MAX).build();

  PostgresUsageAggregates(Transactions transactions) {
    this.transactions = transactions;
  }

  private record TenantKey(String tenant, Key key) {}

  @Override
  public Map<Key, Long> ids(String tenant, Map<Key, byte[]> samples) {
    var ids = HashMap.<Key, Long>newHashMap(samples.size());
    var missing = new ArrayList<Map.Entry<Key, byte[]>>();
    for (var sample : samples.entrySet()) {
      var id = known.getIfPresent(new TenantKey(tenant, sample.getKey()));
      if (id == null) {
        missing.add(sample);
      } else {
        ids.put(sample.getKey(), id);
      }
    }
    if (!missing.isEmpty()) {
      // in one order, so that two that make the same ones do not wait for each other in a circle
      missing.sort(
          Map.Entry.comparingByKey(
              Comparator.comparingInt(Key::contract)
                  .thenComparingInt(Key::period)
                  .thenComparing(Key::cell)));
      transactions.write(() -> transactions.jdbc(connection -> make(connection, tenant, missing)));
      var made =
          transactions.read(
              () -> transactions.jdbc(connection -> find(connection, tenant, missing)));
      made.forEach((key, id) -> known.put(new TenantKey(tenant, key), id));
      ids.putAll(made);
    }
    return ids;
  }

  private static int make(
      Connection connection, String tenant, List<Map.Entry<Key, byte[]>> missing)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            insert into usage_aggregate (tenant, contract, period, cell, sample)
            select ?, a.* from unnest(?::int[], ?::smallint[], ?::uuid[], ?::bytea[]) as a
            on conflict do nothing
            """)) {
      insert.setString(1, tenant);
      new BinaryColumns<>(connection, insert, 2, missing)
          .int4(one -> one.getKey().contract())
          .int2(one -> one.getKey().period())
          .uuid(one -> one.getKey().cell().high(), one -> one.getKey().cell().low())
          .bytea(Map.Entry::getValue);
      return insert.executeUpdate();
    }
  }

  private static Map<Key, Long> find(
      Connection connection, String tenant, List<Map.Entry<Key, byte[]>> missing)
      throws SQLException {
    try (var find =
        connection.prepareStatement(
            """
            select a.contract, a.period, a.cell, a.aggregate
            from unnest(?::int[], ?::smallint[], ?::uuid[]) as k(contract, period, cell)
            join usage_aggregate a on a.tenant = ? and a.contract = k.contract
              and a.period = k.period and a.cell = k.cell
            """)) {
      new BinaryColumns<>(connection, find, 1, missing)
          .int4(one -> one.getKey().contract())
          .int2(one -> one.getKey().period())
          .uuid(one -> one.getKey().cell().high(), one -> one.getKey().cell().low());
      find.setString(4, tenant);
      var ids = new HashMap<Key, Long>();
      var rows = find.executeQuery();
      while (rows.next()) {
        var key = new Key(rows.getInt(1), rows.getInt(2), cell(rows.getObject(3, UUID.class)));
        ids.put(key, rows.getLong(4));
      }
      return ids;
    }
  }

  private static KeyHash cell(UUID cell) {
    return new KeyHash(cell.getMostSignificantBits(), cell.getLeastSignificantBits());
  }

  @Override
  public void add(String tenant, long batch, List<Delta> deltas) {
    if (deltas.isEmpty()) {
      return;
    }
    transactions.jdbc(connection -> {
      try (var insert =
          connection.prepareStatement(
              """
              insert into usage_delta (tenant, batch, aggregates, quantities, events)
              values (?, ?, ?, ?, ?)
              """)) {
        insert.setString(1, tenant);
        insert.setLong(2, batch);
        new BinaryColumns<>(connection, insert, 3, deltas)
            .int8(Delta::aggregate)
            .numeric(Delta::quantity)
            .int4(Delta::events);
        return insert.executeUpdate();
      }
    });
  }

  @Override
  public Held of(String tenant, StoredPeriod period) {
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(HELD)) {
        find.setString(1, tenant);
        find.setInt(2, period.contract());
        find.setInt(3, period.number());
        find.setString(4, tenant);
        find.setString(5, tenant);
        find.setObject(6, Times.utc(period.cutoffTime()));
        long position = 0;
        var sums = new ArrayList<Sum>();
        var rows = find.executeQuery();
        while (rows.next()) {
          position = rows.getLong(1);
          var cell = rows.getObject(2, UUID.class);
          if (cell != null) {
            sums.add(
                new Sum(
                    cell(cell),
                    UsageReader.stored(rows.getBytes(3)),
                    rows.getBigDecimal(4),
                    rows.getLong(5)));
          }
        }
        return new Held(position, sums);
      }
    });
  }

  @Override
  public boolean fold(String tenant) {
    try {
      transactions.write(() -> transactions.jdbc(connection -> fold(connection, tenant)));
      return true;
    } catch (RuntimeException failure) {
      LOG.warn("aggregates of {} are not folded, which is tried again later", tenant, failure);
      return false;
    }
  }

  private static int fold(Connection connection, String tenant) throws SQLException {
    try (var alone =
        connection.prepareStatement(
            "select pg_advisory_xact_lock(hashtextextended('usage fold ' || ?, 0))")) {
      alone.setString(1, tenant); // two that fold would update rows in different orders
      alone.execute();
    }
    try (var fold = connection.prepareStatement(FOLD)) {
      fold.setString(1, tenant);
      fold.setString(2, tenant);
      return fold.executeUpdate();
    }
  }
}
