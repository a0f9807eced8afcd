package reckoner.rating.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import reckoner.pricing.Period;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.KeyHash;
import reckoner.rating.UsageStore.Cause;
import reckoner.rating.UsageStore.Change;
import reckoner.rating.UsageStore.Place;
import reckoner.rating.UsageStore.Placement;
import reckoner.rating.UsageStore.Range;
import reckoner.rating.UsageStore.Turn;
import reckoner.rating.wire.MarginalForm;
import reckoner.rating.wire.UsageReader;

/** Reads the usage of a period, page by page in the order of batches and keys. */
final class PeriodUsage {
  /** The columns of a placement: what is superseded at any time is corrected. */
  private static final String EVENTS =
      """
      select e.batch, e.event_key, e.body, e.marginals, %s
      from usage_event e join usage_batch b on b.tenant = e.tenant and b.batch = e.batch
        left join usage_correction c on c.tenant = e.tenant and c.shard = e.shard
          and c.superseded = e.event_key
        left join usage_batch cb on cb.tenant = c.tenant and cb.batch = c.batch
      where e.tenant = ? and e.contract = ? and e.period = ?
        and (e.batch, e.event_key) > (?, ?) and %s
      order by e.batch, e.event_key limit ?
      """;

  private static final String AS_KNOWN =
      EVENTS.formatted(
          "c.kind is not null", "b.position <= ? and (cb.position is null or cb.position > ?)");

  private static final String WITHIN =
      EVENTS.formatted(
          "c.kind is not null",
          """
          b.position <= ? and (cb.position is null or cb.position > ?)
            and e.event_time <@ ?::tstzmultirange
          """);

  /** An amendment is told by the correction that made it. */
  private static final String NEW =
      EVENTS.formatted(
          """
          c.kind is not null,
            case when exists (select from usage_correction a
                where a.tenant = e.tenant and a.shard = e.shard and a.amendment = e.event_key)
              then 'AMENDED' else 'LATE' end
          """,
          """
          b.position > ? and b.position <= ? and (cb.position is null or cb.position > ?)
            and e.batch >= (select min(n.batch) from usage_batch n
              where n.tenant = ? and n.position > ?)
          """);

  private static final String GONE =
      """
      select e.batch, e.event_key, e.body, e.marginals, true, c.kind
      from usage_correction c
        join usage_batch cb on cb.tenant = c.tenant and cb.batch = c.batch
        join usage_event e on e.tenant = c.tenant and e.shard = c.shard and e.event_key = c.superseded
        join usage_batch b on b.tenant = e.tenant and b.batch = e.batch
      where c.tenant = ? and c.contract = ? and c.period = ?
        and (e.batch, e.event_key) > (?, ?)
        and b.position <= ? and cb.position > ? and cb.position <= ?
      order by e.batch, e.event_key limit ?
      """;

  private static final String UNPRICED =
      """
      select e.batch, e.event_key, e.body, e.marginals, false
      from usage_exception x
        join usage_event e
          on e.tenant = x.tenant and e.shard = x.shard and e.event_key = x.event_key
        join usage_batch b on b.tenant = e.tenant and b.batch = e.batch
      where x.tenant = ? and x.contract = ? and x.period = ?
        and (e.batch, e.event_key) > (?, ?) and x.state = 'UNPRICED' and b.position <= ?
      order by e.batch, e.event_key limit ?
      """;

  private final Connection connection;
  private final String tenant;
  private final StoredPeriod period;
  private final Place after;
  private final int limit;

  PeriodUsage(Connection connection, String tenant, StoredPeriod period, Place after, int limit) {
    this.connection = connection;
    this.tenant = tenant;
    this.period = period;
    this.after = after;
    this.limit = limit;
  }

  List<Placement> asKnown(long position) throws SQLException {
    try (var find = begin(AS_KNOWN)) {
      find.setLong(6, position);
      find.setLong(7, position);
      find.setInt(8, limit);
      return placements(find);
    }
  }

  /** The same of events in windows. */
  List<Placement> within(List<Period> windows, long position) throws SQLException {
    try (var find = begin(WITHIN)) {
      find.setLong(6, position);
      find.setLong(7, position);
      find.setString(
          8,
          windows.stream()
              .map(window -> "[%s,%s)".formatted(window.start(), window.end()))
              .collect(Collectors.joining(",", "{", "}")));
      find.setInt(9, limit);
      return placements(find);
    }
  }

  List<Placement> unpriced(long positionMax) throws SQLException {
    try (var find = begin(UNPRICED)) {
      find.setLong(6, positionMax);
      find.setInt(7, limit);
      return placements(find);
    }
  }

  List<Change> changes(Range between, Turn turn) throws SQLException {
    return switch (turn) {
      case NEW -> appeared(between);
      case GONE -> gone(between);
    };
  }

  private List<Change> appeared(Range between) throws SQLException {
    try (var find = begin(NEW)) {
      find.setLong(6, between.after());
      find.setLong(7, between.upTo());
      find.setLong(8, between.upTo());
      find.setString(9, tenant);
      find.setLong(10, between.after());
      find.setInt(11, limit);
      return found(find);
    }
  }

  private List<Change> gone(Range between) throws SQLException {
    try (var find = begin(GONE)) {
      find.setLong(6, between.after());
      find.setLong(7, between.after());
      find.setLong(8, between.upTo());
      find.setInt(9, limit);
      return found(find);
    }
  }

  private PreparedStatement begin(String sql) throws SQLException {
    var find = connection.prepareStatement(sql);
    find.setString(1, tenant);
    find.setInt(2, period.contract());
    find.setInt(3, period.number());
    find.setLong(4, after.batch());
    find.setObject(5, new UUID(after.keyHash().high(), after.keyHash().low()));
    return find;
  }

  private static List<Placement> placements(PreparedStatement find) throws SQLException {
    var page = new ArrayList<Placement>();
    var rows = find.executeQuery();
    while (rows.next()) {
      page.add(placement(rows));
    }
    return page;
  }

  private static List<Change> found(PreparedStatement find) throws SQLException {
    var page = new ArrayList<Change>();
    var rows = find.executeQuery();
    while (rows.next()) {
      page.add(new Change(placement(rows), Cause.valueOf(rows.getString(6))));
    }
    return page;
  }

  private static Placement placement(ResultSet row) throws SQLException {
    var key = row.getObject(2, UUID.class);
    var keyHash = KeyHash.of(key);
    var body = row.getBytes(3);
    return new Placement(
        new Place(row.getLong(1), keyHash),
        UsageReader.stored(body),
        body,
        row.getBoolean(5),
        MarginalForm.read(row.getBytes(4)));
  }
}
