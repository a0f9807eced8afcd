package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import reckoner.kit.store.BinaryColumns;
import reckoner.kit.store.Transactions;
import reckoner.rating.IncomingUsage;
import reckoner.rating.ParkedUsage;
import reckoner.rating.RatingReason;
import reckoner.rating.UsageEvent;

/** Rejected events: rows of a table that also has conflicts and what was taken again. */
@Singleton
class PostgresParkedUsage implements ParkedUsage {
  private static final int FETCH_SIZE = 50;

  private static final String PAGE =
      """
      select source, event_id, encode(content_hash, 'hex'), body, came_form, came, origin, reason,
        field, message
      from usage_rejection
      where tenant = ? and status = 'REJECTED'
        and (source, event_id, content_hash) > (?, ?, decode(?, 'hex'))
        and (cardinality(?::text[]) = 0
          or (source, event_id) in (select * from unnest(?::text[], ?::text[])))
        and (cardinality(?::text[]) = 0 or reason = any(?))
      order by source, event_id, content_hash
      limit ?
      """;

  /** Where the same was taken again before, that stands; a new rejection of it goes. */
  private static final String SETTLE =
      """
      with t as (
        select * from unnest(?::text[], ?::text[], ?::bytea[], ?::text[])
          as t(source, event_id, content_hash, result)
      ), again as (
        delete from usage_rejection r using t
        where r.tenant = ? and r.status = 'REJECTED' and r.source = t.source
          and r.event_id = t.event_id and r.content_hash = t.content_hash
          and exists (select from usage_rejection o
            where o.tenant = r.tenant and o.status = 'REPLAYED' and o.source = r.source
              and o.event_id = r.event_id and o.content_hash = r.content_hash)
        returning r.source, r.event_id, r.content_hash
      )
      update usage_rejection r set status = 'REPLAYED', replay_result = t.result
      from t
      where r.tenant = ? and r.status = 'REJECTED' and r.source = t.source
        and r.event_id = t.event_id and r.content_hash = t.content_hash
        and not exists (select from again a where a.source = r.source
          and a.event_id = r.event_id and a.content_hash = r.content_hash)
      """;

  private static final String KEEP_REASONS =
      """
      update usage_rejection r set reason = t.reason, field = t.field, message = t.message
      from unnest(?::text[], ?::text[], ?::bytea[], ?::text[], ?::text[], ?::text[])
        as t(source, event_id, content_hash, reason, field, message)
      where r.tenant = ? and r.status = 'REJECTED' and r.source = t.source
        and r.event_id = t.event_id and r.content_hash = t.content_hash
      """;

  private final Transactions transactions;

  PostgresParkedUsage(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Page page(String tenant, Choice choice, Optional<Place> after, int limit, int bytesMax) {
    return transactions.jdbc(connection -> {
      try (var find = connection.prepareStatement(PAGE)) {
        bind(connection, find, tenant, choice, after.orElse(new Place("", "", "")));
        find.setInt(10, limit + 1);
        find.setFetchSize(FETCH_SIZE);
        var rows = find.executeQuery();
        var page = new ArrayList<Parked>();
        long bytes = 0;
        while (rows.next()) {
          if (page.size() == limit || bytes > bytesMax) {
            return new Page(page, false);
          }
          var parked = parked(rows);
          bytes += parked.body().length + parked.came().map(came -> came.bytes().length).orElse(0);
          page.add(parked);
        }
        return new Page(page, true);
      }
    });
  }

  private static void bind(
      Connection connection, PreparedStatement find, String tenant, Choice choice, Place after)
      throws SQLException {
    var names = choice.names();
    var sources =
        connection.createArrayOf("text", names.stream().map(UsageEvent.Key::source).toArray());
    var ids =
        connection.createArrayOf("text", names.stream().map(UsageEvent.Key::eventId).toArray());
    var reasons =
        connection.createArrayOf("text", choice.reasons().stream().map(Enum::name).toArray());
    find.setString(1, tenant);
    find.setString(2, after.source());
    find.setString(3, after.eventId());
    find.setString(4, after.contentHash());
    find.setArray(5, sources);
    find.setArray(6, sources);
    find.setArray(7, ids);
    find.setArray(8, reasons);
    find.setArray(9, reasons);
  }

  private static Parked parked(ResultSet row) throws SQLException {
    var form = row.getString(5);
    return new Parked(
        new Place(row.getString(1), row.getString(2), row.getString(3)),
        row.getBytes(4),
        form.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new IncomingUsage.Came(IncomingUsage.Form.valueOf(form), row.getBytes(6))),
        row.getString(7),
        RatingReason.valueOf(row.getString(8)),
        row.getString(9),
        row.getString(10));
  }

  @Override
  public void settle(String tenant, List<Place> places, List<String> results) {
    if (places.isEmpty()) {
      return;
    }
    transactions.jdbc(connection -> {
      Plans.makeAnew(connection);
      try (var update = connection.prepareStatement(SETTLE)) {
        var rows = IntStream.range(0, places.size()).boxed().toList();
        new BinaryColumns<>(connection, update, 1, rows)
            .text(row -> places.get(row).source())
            .text(row -> places.get(row).eventId())
            .bytea(row -> HexFormat.of().parseHex(places.get(row).contentHash()))
            .text(results::get);
        update.setString(5, tenant);
        update.setString(6, tenant);
        return update.executeUpdate();
      }
    });
  }

  @Override
  public void keepReasons(String tenant, List<Parked> parked) {
    if (parked.isEmpty()) {
      return;
    }
    transactions.jdbc(connection -> {
      try (var update = connection.prepareStatement(KEEP_REASONS)) {
        new BinaryColumns<>(connection, update, 1, parked)
            .text(one -> one.place().source())
            .text(one -> one.place().eventId())
            .bytea(one -> HexFormat.of().parseHex(one.place().contentHash()))
            .text(one -> one.reason().name())
            .text(one -> Storable.text(one.field()))
            .text(one -> Storable.text(one.message()));
        update.setString(7, tenant);
        return update.executeUpdate();
      }
    });
  }

  @Override
  public long count() {
    return transactions.jdbc(connection -> {
      try (var count =
          connection.prepareStatement(
              """
              select coalesce(sum(parked), 0) from usage_ledger l cross join lateral (
                select count(*) as parked from (
                  select from usage_rejection r
                  where r.tenant = l.tenant and r.status = 'REJECTED' limit ?) bounded) n
              """)) {
        count.setInt(1, COUNT_MAX);
        var row = count.executeQuery();
        row.next();
        return row.getLong(1);
      }
    });
  }
}
