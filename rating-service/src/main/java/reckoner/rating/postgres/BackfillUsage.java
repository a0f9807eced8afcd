package reckoner.rating.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import reckoner.pricing.Period;
import reckoner.rating.Backfill;
import reckoner.rating.BackfillStore.Holding;
import reckoner.rating.BackfillStore.Part;
import reckoner.rating.BackfillStore.Voided;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.KeyHash;
import reckoner.rating.UsageCorrections.Current;
import reckoner.rating.UsageEvent;
import reckoner.rating.UsageState;
import reckoner.rating.UsageStore.Place;
import reckoner.rating.UsageStore.Range;
import reckoner.rating.wire.MarginalForm;
import reckoner.rating.wire.UsageReader;

/** Reads what a backfill holds, stands for and brought, page by page. */
final class BackfillUsage {
  private static final String HELD =
      """
      select event_key, content_hash, body from backfill_event
      where tenant = ? and backfill = ? and (shard, event_key) > (?, ?) and not is_known
      order by shard, event_key limit ?
      """;

  private static final String PARTS =
      """
      select c.number, p.number
      from contract_period p join contract c on c.tenant = p.tenant and c.contract = p.contract
      where p.tenant = ? and p.period_end > ? and p.period_start < ?
        and (cardinality(?::text[]) = 0 or p.customer = any (?))
      order by 1, 2
      """;

  /** A row that nothing ended, of an event that the backfill does not name. */
  private static final String CURRENT =
      """
      select e.batch, e.event_key, coalesce(a.generation, 0), coalesce(x.state, 'RATED'),
        e.content_hash, e.body, e.contract, e.period, e.marginals
      from %s
        join usage_batch b on b.tenant = e.tenant and b.batch = e.batch
        left join usage_correction a on a.tenant = e.tenant and a.shard = e.shard
          and a.amendment = e.event_key
      where e.tenant = ? and %s and e.event_time >= ? and e.event_time < ?
        and b.position > ? and b.position <= ?
        and not exists (select from usage_correction c
          where c.tenant = e.tenant and c.shard = e.shard and c.superseded = e.event_key)
        and not exists (select from backfill_event n
          where n.tenant = e.tenant and n.backfill = ? and n.shard = e.shard
            and n.event_key = coalesce(a.event_key, e.event_key))
      %s limit ?
      """;

  private static final String HOLDING =
      CURRENT.formatted(
          """
          usage_event e left join usage_exception x on x.tenant = e.tenant and x.shard = e.shard
            and x.event_key = e.event_key
          """,
          "e.contract = ? and e.period = ? and (e.batch, e.event_key) > (?, ?)",
          "order by e.batch, e.event_key");

  private static final String WAITING =
      CURRENT.formatted(
          """
          usage_exception x join usage_event e on e.tenant = x.tenant and e.shard = x.shard
            and e.event_key = x.event_key
          """,
          "x.state = 'WAITING' and (x.source, x.event_id) > (?, ?)",
          "order by x.source, x.event_id");

  private static final String STORED =
      """
      select n.event_key
      from backfill_event n join usage_event e on e.tenant = n.tenant and e.shard = n.shard
        and e.event_key = n.event_key and e.batch = ?
      where n.tenant = ? and n.backfill = ? and (n.shard, n.event_key) > (?, ?)
      order by n.shard, n.event_key limit ?
      """;

  private static final String VOIDED =
      """
      select c.event_key, c.generation, e.content_hash, e.body
      from usage_correction c join usage_event e on e.tenant = c.tenant and e.shard = c.shard
        and e.event_key = c.superseded
      where c.tenant = ? and c.batch = ? and (c.shard, c.event_key) > (?, ?)
      order by c.shard, c.event_key limit ?
      """;

  private final Connection connection;
  private final String tenant;
  private final long number;
  private final int limit;

  BackfillUsage(Connection connection, String tenant, long number, int limit) {
    this.connection = connection;
    this.tenant = tenant;
    this.number = number;
    this.limit = limit;
  }

  List<Acceptable> held(KeyHash after) throws SQLException {
    try (var find = connection.prepareStatement(HELD)) {
      find.setString(1, tenant);
      find.setLong(2, number);
      setKey(find, 3, after);
      find.setInt(5, limit);
      var held = new ArrayList<Acceptable>();
      var rows = find.executeQuery();
      while (rows.next()) {
        var body = rows.getBytes(3);
        held.add(
            new Acceptable(
                UsageReader.stored(body),
                KeyHash.of(rows.getObject(1, UUID.class)),
                rows.getBytes(2),
                body));
      }
      return held;
    }
  }

  private static void setKey(PreparedStatement find, int first, KeyHash key) throws SQLException {
    find.setInt(first, key.shard());
    find.setObject(first + 1, new UUID(key.high(), key.low()));
  }

  static List<Part> parts(Connection connection, String tenant, Backfill.Scope scope)
      throws SQLException {
    try (var find = connection.prepareStatement(PARTS)) {
      var customers = connection.createArrayOf("text", scope.customers().toArray());
      find.setString(1, tenant);
      find.setObject(2, Times.utc(scope.range().start()));
      find.setObject(3, Times.utc(scope.range().end()));
      find.setArray(4, customers);
      find.setArray(5, customers);
      var parts = new ArrayList<Part>();
      var rows = find.executeQuery();
      while (rows.next()) {
        parts.add(new Part(rows.getInt(1), rows.getInt(2)));
      }
      return parts;
    }
  }

  List<Holding> holding(Period range, Part part, Range between, Place after) throws SQLException {
    try (var find = connection.prepareStatement(HOLDING)) {
      find.setString(1, tenant);
      find.setInt(2, part.contract());
      find.setInt(3, part.period());
      find.setLong(4, after.batch());
      find.setObject(5, new UUID(after.keyHash().high(), after.keyHash().low()));
      setEnd(find, 6, range, between);
      var page = new ArrayList<Holding>();
      var rows = find.executeQuery();
      while (rows.next()) {
        var current = current(rows);
        page.add(new Holding(new Place(rows.getLong(1), current.row()), current));
      }
      return page;
    }
  }

  List<Current> waiting(Period range, Range between, UsageEvent.Key after) throws SQLException {
    try (var find = connection.prepareStatement(WAITING)) {
      find.setString(1, tenant);
      find.setString(2, after.source());
      find.setString(3, after.eventId());
      setEnd(find, 4, range, between);
      var page = new ArrayList<Current>();
      var rows = find.executeQuery();
      while (rows.next()) {
        page.add(current(rows));
      }
      return page;
    }
  }

  private void setEnd(PreparedStatement find, int first, Period range, Range between)
      throws SQLException {
    find.setObject(first, Times.utc(range.start()));
    find.setObject(first + 1, Times.utc(range.end()));
    find.setLong(first + 2, between.after());
    find.setLong(first + 3, between.upTo());
    find.setLong(first + 4, number);
    find.setInt(first + 5, limit);
  }

  private static Current current(ResultSet row) throws SQLException {
    var body = row.getBytes(6);
    return new Current(
        KeyHash.of(row.getObject(2, UUID.class)),
        row.getInt(3),
        UsageState.valueOf(row.getString(4)),
        row.getBytes(5),
        UsageReader.stored(body),
        body,
        number(row, 7),
        number(row, 8),
        MarginalForm.read(row.getBytes(9)));
  }

  private static OptionalInt number(ResultSet row, int column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
  }

  List<KeyHash> stored(long closeBatch, KeyHash after) throws SQLException {
    try (var find = connection.prepareStatement(STORED)) {
      find.setLong(1, closeBatch);
      find.setString(2, tenant);
      find.setLong(3, number);
      setKey(find, 4, after);
      find.setInt(6, limit);
      var keys = new ArrayList<KeyHash>();
      var rows = find.executeQuery();
      while (rows.next()) {
        keys.add(KeyHash.of(rows.getObject(1, UUID.class)));
      }
      return keys;
    }
  }

  List<Voided> voided(long closeBatch, KeyHash after) throws SQLException {
    try (var find = connection.prepareStatement(VOIDED)) {
      find.setString(1, tenant);
      find.setLong(2, closeBatch);
      setKey(find, 3, after);
      find.setInt(5, limit);
      var voided = new ArrayList<Voided>();
      var rows = find.executeQuery();
      while (rows.next()) {
        var body = rows.getBytes(4);
        voided.add(
            new Voided(
                KeyHash.of(rows.getObject(1, UUID.class)),
                rows.getInt(2),
                UsageReader.stored(body),
                rows.getBytes(3),
                body));
      }
      return voided;
    }
  }
}
