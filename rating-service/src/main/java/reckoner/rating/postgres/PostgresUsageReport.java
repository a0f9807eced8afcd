package reckoner.rating.postgres;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reckoner.kit.store.Transactions;
import reckoner.rating.UsageReport;

/** Usage that is in no charge, from both of its tables in one order. */
@Singleton
class PostgresUsageReport implements UsageReport {
  private static final String EXCEPTIONS =
      """
      (select x.source, x.event_id, x.state as status, encode(e.content_hash, 'hex') as hash,
        e.body, x.reason, '' as field, '' as message, '' as origin
      from usage_exception x
      join usage_event e on e.tenant = x.tenant and e.shard = x.shard and e.event_key = x.event_key
      where x.tenant = ? and x.state = any(?) and (x.state, x.source, x.event_id) > (?, ?, ?)
      order by x.state, x.source, x.event_id limit ?)
      union all
      (select source, event_id, status, encode(content_hash, 'hex'), body, reason, field, message,
        origin
      from usage_rejection
      where tenant = ? and status = any(?)
        and (status, source, event_id, content_hash) > (?, ?, ?, decode(?, 'hex'))
      order by status, source, event_id, content_hash limit ?)
      order by 3, 1, 2, 4
      limit ?
      """;

  private final Transactions transactions;

  PostgresUsageReport(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public List<UsageException> exceptions(
      String tenant, Set<Status> statuses, Optional<Cursor> after, int limit) {
    var from = after.orElse(new Cursor("", "", "", ""));
    return transactions.jdbc(connection -> {
      var names = connection.createArrayOf("text", statuses.stream().map(Enum::name).toArray());
      try (var find = connection.prepareStatement(EXCEPTIONS)) {
        // each half is read along its own index; their statuses are not the same
        find.setString(1, tenant);
        find.setArray(2, names);
        find.setString(3, from.status());
        find.setString(4, from.source());
        find.setString(5, from.eventId());
        find.setInt(6, limit);
        find.setString(7, tenant);
        find.setArray(8, names);
        find.setString(9, from.status());
        find.setString(10, from.source());
        find.setString(11, from.eventId());
        find.setString(12, from.contentHash());
        find.setInt(13, limit);
        find.setInt(14, limit);
        var rows = find.executeQuery();
        var exceptions = new ArrayList<UsageException>();
        while (rows.next()) {
          exceptions.add(exception(rows));
        }
        return exceptions;
      }
    });
  }

  private static UsageException exception(ResultSet row) throws SQLException {
    var status = Status.valueOf(row.getString(3));
    return new UsageException(
        new Cursor(status.name(), row.getString(1), row.getString(2), row.getString(4)),
        status,
        row.getBytes(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9));
  }

  @Override
  public Summary summary(String tenant) {
    return transactions.jdbc(connection -> {
      try (var count =
          connection.prepareStatement(
              """
              select (select events from usage_ledger where tenant = t.tenant),
                count(*) filter (where state = 'WAITING'),
                count(*) filter (where state = 'UNPRICED'),
                count(*) filter (where state = 'LATE'),
                count(*) filter (where state = 'UNCOUNTED'),
                (select count(*) from usage_rejection
                  where tenant = t.tenant and status = 'REJECTED'),
                (select count(*) from usage_rejection
                  where tenant = t.tenant and status = 'CONFLICT'),
                (select count(*) from usage_rejection
                  where tenant = t.tenant and status = 'REPLAYED'),
                (select count(*) from usage_correction where tenant = t.tenant and kind = 'AMENDED'),
                (select count(*) filter (where kind = 'VOIDED') -- less what holds again
                    - count(*) filter (where superseded is null)
                  from usage_correction where tenant = t.tenant)
              from (select ?::text as tenant) t left join usage_exception x using (tenant)
              group by t.tenant
              """)) {
        count.setString(1, tenant);
        var row = count.executeQuery();
        row.next();
        long waiting = row.getLong(2);
        long unpriced = row.getLong(3);
        long late = row.getLong(4);
        long uncounted = row.getLong(5);
        long amended = row.getLong(9);
        long voided = row.getLong(10);
        long others = waiting + unpriced + late + uncounted + amended + voided;
        return new Summary(
            row.getLong(1) - others,
            waiting,
            unpriced,
            late,
            uncounted,
            row.getLong(6),
            row.getLong(7),
            row.getLong(8),
            amended,
            voided);
      }
    });
  }
}
