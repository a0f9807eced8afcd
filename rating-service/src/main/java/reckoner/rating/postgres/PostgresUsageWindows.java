package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import reckoner.kit.store.BinaryColumns;
import reckoner.kit.store.Transactions;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.KeyHash;
import reckoner.rating.UsageAggregates;
import reckoner.rating.UsageWindows;
import reckoner.rating.wire.UsageReader;

/** Windows and values of lines. Plain JDBC: a batch is one statement of arrays for each table. */
@Singleton
class PostgresUsageWindows implements UsageWindows {
  private static final int FETCH_SIZE = 2_000;

  private static final String LINES =
      """
      select a.aggregate, a.cell, a.sample from usage_aggregate a
      where a.tenant = ? and a.contract = ? and a.period = ?
        and exists (select from usage_window w
          where w.tenant = a.tenant and w.aggregate = a.aggregate)
      """;

  /** Of a row of several batches, the last of which came later, the window is to be read again. */
  private static final String KEPT =
      """
      select w.aggregate, w.window_start, case when b.position <= ? then w.state end
      from usage_window w join usage_batch b on b.tenant = w.tenant and b.batch = w.batch
      where w.tenant = ? and w.aggregate = any(?) and (b.position <= ? or w.batches > 1)
      """;

  private static final String KEPT_LAST =
      """
      select w.aggregate, w.window_start, case when b.position <= ? then w.state end
      from unnest(?::bigint[]) as a(aggregate)
        cross join lateral (
          select w.window_start
          from usage_window w join usage_batch b on b.tenant = w.tenant and b.batch = w.batch
          where w.tenant = ? and w.aggregate = a.aggregate
            and (b.position <= ? or w.batches > 1)
          order by w.window_start desc limit 1
        ) l
        join usage_window w on w.tenant = ? and w.aggregate = a.aggregate
          and w.window_start = l.window_start
        join usage_batch b on b.tenant = w.tenant and b.batch = w.batch
      where b.position <= ? or w.batches > 1
      """;

  private static final String DISTINCT =
      """
      select u.aggregate, u.window_start, count(*)
      from (
        select d.aggregate, coalesce(?, d.window_start) as window_start, d.value
        from usage_distinct d join usage_batch b on b.tenant = d.tenant and b.batch = d.batch
        where d.tenant = ? and d.aggregate = any(?) and b.position <= ?
          and d.window_start <> all(?)
        union
        select m.* from unnest(?::bigint[], ?::timestamptz[], ?::uuid[]) as m
      ) u
      group by u.aggregate, u.window_start
      """;

  private final Transactions transactions;

  PostgresUsageWindows(Transactions transactions) {
    this.transactions = transactions;
  }

  private record Row(long aggregate, Part part) {}

  /**
   * Adds a part of what a batch adds, inside its transaction; answers how many rows.
   *
   * @param part an id of its own
   */
  int add(
      Connection connection,
      String tenant,
      long batch,
      long part,
      List<UsageAggregates.Delta> deltas)
      throws SQLException {
    var rows = new ArrayList<Row>();
    for (var delta : deltas) { // most have none
      for (var added : delta.windows()) {
        rows.add(new Row(delta.aggregate(), added));
      }
    }
    return rows.isEmpty()
        ? 0
        : addStates(connection, tenant, batch, rows)
            + addChange(connection, tenant, part, rows)
            + addValues(connection, tenant, batch, rows);
  }

  /** Says which windows the next fold looks at. */
  private static int addChange(Connection connection, String tenant, long part, List<Row> rows)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            insert into usage_window_change (tenant, part, aggregates, window_starts)
            values (?, ?, ?, ?)
            """)) {
      insert.setString(1, tenant);
      insert.setLong(2, part);
      new BinaryColumns<>(connection, insert, 3, rows)
          .int8(Row::aggregate)
          .timestamptz(row -> row.part().start());
      return insert.executeUpdate();
    }
  }

  private static int addStates(Connection connection, String tenant, long batch, List<Row> rows)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            insert into usage_window (tenant, batch, aggregate, window_start, state)
            select ?, ?, w.aggregate, w.window_start, nullif(w.state, '')
            from unnest(?::bigint[], ?::timestamptz[], ?::bytea[])
              as w(aggregate, window_start, state)
            on conflict do nothing -- parts of a batch that say the same
            """)) {
      insert.setString(1, tenant);
      insert.setLong(2, batch);
      new BinaryColumns<>(connection, insert, 3, rows)
          .int8(Row::aggregate)
          .timestamptz(row -> row.part().start())
          .bytea(row -> row.part().state().map(WindowBytes::of).orElse(new byte[0]));
      return insert.executeUpdate();
    }
  }

  /** In one order, so that two that add the same do not wait for each other in a circle. */
  private static int addValues(Connection connection, String tenant, long batch, List<Row> rows)
      throws SQLException {
    var values =
        rows.stream()
            .flatMap(row ->
                row.part().values().stream()
                    .map(value -> new Value(row.aggregate(), row.part().start(), value)))
            .sorted(
                Comparator.comparingLong(Value::aggregate)
                    .thenComparing(Value::window)
                    .thenComparing(Value::value))
            .toList();
    if (values.isEmpty()) {
      return 0;
    }
    try (var insert =
        connection.prepareStatement(
            """
            insert into usage_distinct (tenant, batch, aggregate, window_start, value)
            select ?, ?, v.* from unnest(?::bigint[], ?::timestamptz[], ?::uuid[]) as v
            on conflict do nothing
            """)) {
      insert.setString(1, tenant);
      insert.setLong(2, batch);
      bind(connection, insert, 3, values);
      return insert.executeUpdate();
    }
  }

  private static void bind(
      Connection connection, PreparedStatement statement, int first, List<Value> values)
      throws SQLException {
    new BinaryColumns<>(connection, statement, first, values)
        .int8(Value::aggregate)
        .timestamptz(Value::window)
        .uuid(value -> value.value().high(), value -> value.value().low());
  }

  @Override
  public List<Line> lines(String tenant, StoredPeriod period) {
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(LINES)) {
        find.setString(1, tenant);
        find.setInt(2, period.contract());
        find.setInt(3, period.number());
        var lines = new ArrayList<Line>();
        var rows = find.executeQuery();
        while (rows.next()) {
          var cell = rows.getObject(2, UUID.class);
          lines.add(
              new Line(rows.getLong(1), KeyHash.of(cell), UsageReader.stored(rows.getBytes(3))));
        }
        return lines;
      }
    });
  }

  @Override
  public void forEach(
      String tenant, List<Long> aggregates, long position, Which which, Consumer<Kept> consumer) {
    if (aggregates.isEmpty()) {
      return;
    }
    transactions.jdbc(connection -> {
      try (var find =
          switch (which) {
            case ALL -> all(connection, tenant, aggregates, position);
            case LAST -> last(connection, tenant, aggregates, position);
          }) {
        find.setFetchSize(FETCH_SIZE);
        var rows = find.executeQuery();
        while (rows.next()) {
          consumer.accept(
              new Kept(
                  rows.getLong(1),
                  time(rows.getObject(2, OffsetDateTime.class)),
                  Optional.ofNullable(rows.getBytes(3)).map(WindowBytes::read)));
        }
        return aggregates.size();
      }
    });
  }

  private static Instant time(OffsetDateTime column) {
    return column.toInstant();
  }

  private static PreparedStatement all(
      Connection connection, String tenant, List<Long> aggregates, long position)
      throws SQLException {
    var find = connection.prepareStatement(KEPT);
    find.setLong(1, position);
    find.setString(2, tenant);
    new BinaryColumns<>(connection, find, 3, aggregates).int8(Long::longValue);
    find.setLong(4, position);
    return find;
  }

  private static PreparedStatement last(
      Connection connection, String tenant, List<Long> aggregates, long position)
      throws SQLException {
    var find = connection.prepareStatement(KEPT_LAST);
    find.setLong(1, position);
    new BinaryColumns<>(connection, find, 2, aggregates).int8(Long::longValue);
    find.setString(3, tenant);
    find.setLong(4, position);
    find.setString(5, tenant);
    find.setLong(6, position);
    return find;
  }

  @Override
  public Map<Place, Long> distinct(String tenant, Distinct question, long position) {
    return transactions.jdbc(connection -> {
      try (var count = connection.prepareStatement(DISTINCT)) {
        count.setObject(
            1,
            question.whole().map(whole -> Times.utc(whole.start())).orElse(null),
            Types.TIMESTAMP_WITH_TIMEZONE);
        count.setString(2, tenant);
        new BinaryColumns<>(connection, count, 3, question.aggregates()).int8(Long::longValue);
        count.setLong(4, position);
        new BinaryColumns<>(connection, count, 5, question.without()).timestamptz(time -> time);
        bind(connection, count, 6, question.more());
        var numbers = new HashMap<Place, Long>();
        var rows = count.executeQuery();
        while (rows.next()) {
          numbers.put(
              new Place(rows.getLong(1), time(rows.getObject(2, OffsetDateTime.class))),
              rows.getLong(3));
        }
        return numbers;
      }
    });
  }
}
