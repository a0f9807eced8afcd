package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reckoner.kit.store.BinaryColumns;
import reckoner.kit.store.Transactions;
import reckoner.rating.KeyHash;
import reckoner.rating.UsageCorrections;
import reckoner.rating.UsageState;
import reckoner.rating.wire.MarginalForm;
import reckoner.rating.wire.UsageReader;

/** Corrections beside the rows that they end. Plain JDBC: they come as arrays, as usage does. */
@Singleton
class PostgresUsageCorrections implements UsageCorrections {
  /** The row that holds: the event's own, or that of its last amendment. */
  private static final String CURRENT =
      """
      select k.event_key, e.event_key, coalesce(c.generation, 0),
        case when c.kind = 'VOIDED' then 'VOIDED' else coalesce((
          select x.state from usage_exception x
          where x.tenant = e.tenant and x.shard = e.shard and x.event_key = e.event_key),
          'RATED') end,
        e.content_hash, e.body, e.contract, e.period, e.marginals
      from unnest(?::smallint[], ?::uuid[]) as k(shard, event_key)
        left join lateral (
          select c.generation, c.kind, coalesce(c.amendment, c.superseded) as row
          from usage_correction c
          where c.tenant = ? and c.shard = k.shard and c.event_key = k.event_key
          order by c.generation desc limit 1
        ) c on true
        cross join lateral (
          select * from usage_event
          where tenant = ? and shard = k.shard and event_key = coalesce(c.row, k.event_key)
          offset 0) e -- by its key, however small the table was when this was planned
      """;

  private static final String SUPERSEDE =
      """
      with c as (
        select * from unnest(?::smallint[], ?::uuid[], ?::int[], ?::text[], ?::uuid[], ?::uuid[],
            ?::int[], ?::smallint[], ?::text[])
          as c(shard, event_key, generation, kind, superseded, amendment, contract, period, reason)
      ), listed as (
        delete from usage_exception x using c
        where x.tenant = ? and x.shard = c.shard and x.event_key = c.superseded
      )
      insert into usage_correction
        (tenant, batch, shard, event_key, generation, kind, superseded, amendment, contract, period,
         reason)
      select ?, ?, shard, event_key, generation, kind, superseded,
        case kind when 'AMENDED' then amendment end, contract, period, reason
      from c
      """;

  private static final String HISTORY =
      """
      with facts as (
        select 0 as generation, 'REPORTED' as cause, '' as reason, ?::uuid as row, null::bigint as batch
        union all
        select c.generation, c.kind, c.reason, coalesce(c.amendment, c.superseded), c.batch
        from usage_correction c where c.tenant = ? and c.shard = ? and c.event_key = ?
      )
      select f.generation, f.cause, f.reason,
        coalesce(n.kind, case when f.cause = 'VOIDED' then 'VOIDED' end, x.state, 'RATED'),
        b.position, b.store_time, e.body, coalesce(closed.backfill, reverted.backfill, '')
      from facts f
        join usage_event e on e.tenant = ? and e.shard = ? and e.event_key = f.row
        join usage_batch b on b.tenant = e.tenant and b.batch = coalesce(f.batch, e.batch)
        left join backfill closed on closed.tenant = b.tenant and closed.close_batch = b.batch
        left join backfill reverted on reverted.tenant = b.tenant and reverted.revert_batch = b.batch
        left join usage_correction n on n.tenant = e.tenant and n.shard = e.shard
          and n.superseded = e.event_key
        left join usage_exception x on x.tenant = e.tenant and x.shard = e.shard
          and x.event_key = e.event_key
      order by f.generation
      """;

  private final Transactions transactions;

  PostgresUsageCorrections(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Map<KeyHash, Current> current(String tenant, Collection<KeyHash> events) {
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(CURRENT)) {
        new BinaryColumns<>(connection, find, 1, List.copyOf(events))
            .int2(KeyHash::shard)
            .uuid(KeyHash::high, KeyHash::low);
        find.setString(3, tenant);
        find.setString(4, tenant);
        var current = new HashMap<KeyHash, Current>();
        var rows = find.executeQuery();
        while (rows.next()) {
          var body = rows.getBytes(6);
          current.put(
              KeyHash.of(rows.getObject(1, UUID.class)),
              new Current(
                  KeyHash.of(rows.getObject(2, UUID.class)),
                  rows.getInt(3),
                  UsageState.valueOf(rows.getString(4)),
                  rows.getBytes(5),
                  UsageReader.stored(body),
                  body,
                  number(rows, 7),
                  number(rows, 8),
                  MarginalForm.read(rows.getBytes(9))));
        }
        return current;
      }
    });
  }

  private static OptionalInt number(ResultSet row, int column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private static @Nullable Integer number(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
  }

  @Override
  public void supersede(String tenant, long batch, List<Superseding> corrections) {
    transactions.jdbc(connection -> {
      Plans.makeAnew(connection);
      try (var insert = connection.prepareStatement(SUPERSEDE)) {
        new BinaryColumns<>(connection, insert, 1, corrections)
            .int2(one -> one.event().shard())
            .uuid(one -> one.event().high(), one -> one.event().low())
            .int4(one -> one.superseded().generation() + 1)
            .text(one -> one.cause().name())
            .uuid(one -> one.superseded().row().high(), one -> one.superseded().row().low())
            .uuid(one -> one.amendment().high(), one -> one.amendment().low())
            .int4(one -> number(one.superseded().contract()))
            .int2(one -> number(one.superseded().period()))
            .text(Superseding::reason);
        insert.setString(10, tenant);
        insert.setString(11, tenant);
        insert.setLong(12, batch);
        return insert.executeUpdate();
      }
    });
  }

  @Override
  public void restore(String tenant, long batch, List<Restoring> restored) {
    if (restored.isEmpty()) {
      return;
    }
    transactions.jdbc(connection -> {
      try (var insert =
          connection.prepareStatement(
              """
              insert into usage_correction
                (tenant, batch, kind, shard, event_key, generation, amendment, reason)
              select ?, ?, 'AMENDED', r.*
              from unnest(?::smallint[], ?::uuid[], ?::int[], ?::uuid[], ?::text[]) as r
              """)) {
        insert.setString(1, tenant);
        insert.setLong(2, batch);
        new BinaryColumns<>(connection, insert, 3, restored)
            .int2(one -> one.event().shard())
            .uuid(one -> one.event().high(), one -> one.event().low())
            .int4(Restoring::generation)
            .uuid(one -> one.row().high(), one -> one.row().low())
            .text(Restoring::reason);
        return insert.executeUpdate();
      }
    });
  }

  @Override
  public List<Fact> history(String tenant, KeyHash event) {
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(HISTORY)) {
        var key = new UUID(event.high(), event.low());
        find.setObject(1, key);
        find.setString(2, tenant);
        find.setInt(3, event.shard());
        find.setObject(4, key);
        find.setString(5, tenant);
        find.setInt(6, event.shard());
        var facts = new ArrayList<Fact>();
        var rows = find.executeQuery();
        while (rows.next()) {
          facts.add(
              new Fact(
                  rows.getInt(1),
                  Fact.Kind.valueOf(rows.getString(2)),
                  rows.getString(3),
                  UsageState.valueOf(rows.getString(4)),
                  rows.getLong(5),
                  rows.getObject(6, OffsetDateTime.class).toInstant(),
                  rows.getBytes(7),
                  rows.getString(8)));
        }
        return facts;
      }
    });
  }
}
