package reckoner.rating.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import reckoner.rating.Nesting;
import reckoner.rating.UsageEvent;

/** A stored event. */
final class EventRow {
  static final String COLUMNS =
      "source, event_id, event_time, customer, provider, model, nesting, quantities::text";

  private EventRow() {}

  /** The event in a row of {@link #COLUMNS}. */
  static UsageEvent read(ResultSet row) throws SQLException {
    return new UsageEvent(
        new UsageEvent.Key(row.getString(1), row.getString(2)),
        row.getObject(3, OffsetDateTime.class).toInstant(),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        Nesting.valueOf(row.getString(7)),
        QuantitiesJson.read(row.getString(8)));
  }
}
