package reckoner.rating.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reckoner.pricing.Period;
import reckoner.rating.Backfill;
import reckoner.rating.UsageState;

/** Reads a backfill from its row. */
final class BackfillRow {
  static final String FIND =
      """
      select f.backfill, f.number, f.customers, f.sources, f.event_types, f.range_start,
        f.range_end, f.replaces, f.reason, f.state, f.create_time, f.held_events, f.known_events,
        f.close_batch, c.position, c.store_time, f.close_counts,
        f.revert_batch, r.position, r.store_time, f.revert_counts
      from backfill f
        left join usage_batch c on c.tenant = f.tenant and c.batch = f.close_batch
        left join usage_batch r on r.tenant = f.tenant and r.batch = f.revert_batch
      where f.tenant = ?
      """;

  private BackfillRow() {}

  static Backfill read(ResultSet row) throws SQLException {
    var scope =
        new Backfill.Scope(
            texts(row, 3),
            texts(row, 4),
            texts(row, 5),
            new Period(time(row, 6), time(row, 7)),
            row.getBoolean(8),
            row.getString(9));
    return new Backfill(
        row.getString(1),
        row.getLong(2),
        scope,
        Backfill.State.valueOf(row.getString(10)),
        time(row, 11),
        row.getLong(12),
        row.getLong(13),
        closing(row),
        reverting(row));
  }

  private static Optional<Backfill.Closing> closing(ResultSet row) throws SQLException {
    long batch = row.getLong(14);
    if (row.wasNull()) {
      return Optional.empty();
    }
    var counts = (Long[]) row.getArray(17).getArray();
    int others = Backfill.COUNTED.size();
    return Optional.of(
        new Backfill.Closing(
            new Backfill.Stored(batch, row.getLong(15), time(row, 16)),
            states(counts),
            counts[others],
            counts[others + 1],
            counts[others + 2]));
  }

  private static Optional<Backfill.Reverting> reverting(ResultSet row) throws SQLException {
    long batch = row.getLong(18);
    if (row.wasNull()) {
      return Optional.empty();
    }
    var counts = (Long[]) row.getArray(21).getArray();
    return Optional.of(
        new Backfill.Reverting(
            new Backfill.Stored(batch, row.getLong(19), time(row, 20)),
            states(counts),
            counts[Backfill.COUNTED.size()]));
  }

  private static Map<UsageState, Long> states(Long[] counts) {
    var states = new EnumMap<UsageState, Long>(UsageState.class);
    for (int i = 0; i < Backfill.COUNTED.size(); i++) {
      states.put(Backfill.COUNTED.get(i), counts[i]);
    }
    return states;
  }

  private static Set<String> texts(ResultSet row, int column) throws SQLException {
    return Set.of((String[]) row.getArray(column).getArray());
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
