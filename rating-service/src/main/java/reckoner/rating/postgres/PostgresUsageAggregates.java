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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
   * Of ids that batches added to, compressed; some ten thousand, which are summed in milliseconds.
   */
  private static final long UNFOLDED_READ_BYTES_MAX = 65_536;

  /** What comes while windows are folded may wait for the next time. */
  private static final int WINDOW_ROUNDS_MAX = 1_000;

  private static final String FOLD =
      """
      with folded as (
        delete from usage_delta where tenant = ?
        returning aggregates, quantities, events, marginals
      ), added as (
        select u.aggregate, sum(u.quantity) as quantity, sum(u.events) as events,
          coalesce(sum(u.marginals), 0) as marginals
        from folded f, unnest(f.aggregates, f.quantities, f.events, f.marginals)
          as u(aggregate, quantity, events, marginals)
        group by u.aggregate
      )
      update usage_aggregate a set quantity = a.quantity + n.quantity, events = a.events + n.events,
        marginals = a.marginals + n.marginals
      from added n where a.tenant = ? and a.aggregate = n.aggregate
      """;

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

  private static final Logger LOG = LoggerFactory.getLogger(PostgresUsageAggregates.class);

  private final Transactions transactions;
  private final Cache<TenantKey, Aggregate> known =
      Caffeine.newBuilder().maximumSize(KEPT_MAX).expireAfterWrite(KEPT_FOR).build();

  private final PostgresUsageWindows windows;

  PostgresUsageAggregates(Transactions transactions, PostgresUsageWindows windows) {
    this.transactions = transactions;
    this.windows = windows;
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
        var key = new Key(rows.getInt(1), rows.getInt(2), cell(rows.getObject(3, UUID.class)));
        found.put(key, new Aggregate(rows.getLong(4), new RunningTotal(rows.getBigDecimal(5))));
      }
      return found;
    }
  }

  private static KeyHash cell(UUID cell) {
    return new KeyHash(cell.getMostSignificantBits(), cell.getLeastSignificantBits());
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
    long bytes =
        transactions.read(() ->
            transactions.jdbc(connection -> {
              try (var sum =
                  connection.prepareStatement(
                      "select coalesce(sum(pg_column_size(aggregates)), 0) from usage_delta"
                          + " where tenant = ?")) {
                sum.setString(1, tenant);
                var row = sum.executeQuery();
                row.next();
                return row.getLong(1);
              }
            }));
    if (bytes > UNFOLDED_READ_BYTES_MAX) {
      fold(tenant);
    }
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
        boolean isTrusted = false;
        var sums = new ArrayList<Sum>();
        var rows = find.executeQuery();
        while (rows.next()) {
          position = rows.getLong(1);
          isTrusted = rows.getBoolean(2);
          var cell = rows.getObject(3, UUID.class);
          if (cell != null) {
            sums.add(
                new Sum(
                    cell(cell),
                    UsageReader.stored(rows.getBytes(4)),
                    rows.getBigDecimal(5),
                    rows.getLong(6),
                    new Part(rows.getString(7), rows.getString(8)),
                    rows.getBigDecimal(9)));
          }
        }
        return new Held(position, isTrusted, sums);
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
    try {
      transactions.write(() -> transactions.jdbc(connection -> fold(connection, tenant)));
      int windows;
      int rounds = 0;
      do { // some after the others, so that none of it takes long
        windows =
            transactions.write(
                () -> transactions.jdbc(connection -> foldWindows(connection, tenant)));
      } while (windows > 0 && ++rounds < WINDOW_ROUNDS_MAX);
      return true;
    } catch (RuntimeException failure) {
      LOG.warn("aggregates of {} are not folded, which is tried again later", tenant, failure);
      return false;
    }
  }

  private static int fold(Connection connection, String tenant) throws SQLException {
    foldAlone(connection, tenant);
    try (var fold = connection.prepareStatement(FOLD)) {
      fold.setString(1, tenant);
      fold.setString(2, tenant);
      return fold.executeUpdate();
    }
  }

  private static int foldWindows(Connection connection, String tenant) throws SQLException {
    foldAlone(connection, tenant);
    return WindowFold.run(connection, tenant);
  }

  /** Two that fold would update rows in different orders. */
  private static void foldAlone(Connection connection, String tenant) throws SQLException {
    try (var alone =
        connection.prepareStatement(
            "select pg_advisory_xact_lock(hashtextextended('usage fold ' || ?, 0))")) {
      alone.setString(1, tenant);
      alone.execute();
    }
  }
}
