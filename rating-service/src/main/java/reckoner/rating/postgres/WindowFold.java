package reckoner.rating.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.kit.store.BinaryColumns;
import reckoner.pricing.meter.Window;

/**
 * Puts what several batches added to a window into one row, under the batch of the highest
 * position: who asks as of an earlier one reads the window's events.
 */
final class WindowFold {
  private static final int WINDOWS_MAX = 20_000;

  /** Of the states and keys that are replaced together; a day of readings may have some. */
  private static final long BYTES_MAX = 8_000_000;

  private static final int FETCH_SIZE = 500;
  private static final int KEY_BYTES = 100;

  private static final String FIND =
      """
      with many as (
        select aggregate, window_start from usage_window where tenant = ?
        group by aggregate, window_start having count(*) > 1 limit ?
      )
      select w.aggregate, w.window_start, w.batch, w.batches, w.state
      from many m
        join usage_window w on w.tenant = ? and w.aggregate = m.aggregate
          and w.window_start = m.window_start
        join usage_batch b on b.tenant = w.tenant and b.batch = w.batch
      order by w.aggregate, w.window_start, b.position
      """;

  private static final String REPLACE =
      """
      with folded as (
        select * from unnest(?::bigint[], ?::timestamptz[], ?::bigint[], ?::int[], ?::bytea[])
          as f(aggregate, window_start, batch, batches, state)
      ), gone as (
        delete from usage_window w
        using unnest(?::bigint[], ?::timestamptz[], ?::bigint[])
          as g(aggregate, window_start, batch)
        where w.tenant = ? and w.aggregate = g.aggregate and w.window_start = g.window_start
          and w.batch = g.batch
      )
      update usage_window w set batches = f.batches, state = nullif(f.state, '')
      from folded f
      where w.tenant = ? and w.aggregate = f.aggregate and w.window_start = f.window_start
        and w.batch = f.batch
      """;

  private record Row(
      long aggregate, Instant start, long batch, int batches, byte @Nullable [] state) {
    boolean isOfSame(Row other) {
      return aggregate == other.aggregate && start.equals(other.start);
    }
  }

  private final Connection connection;
  private final String tenant;
  private final List<Row> gone = new ArrayList<>();
  private final List<Row> folded = new ArrayList<>();
  private long bytes;

  private WindowFold(Connection connection, String tenant) {
    this.connection = connection;
    this.tenant = tenant;
  }

  /** Folds some windows; answers how many. */
  static int run(Connection connection, String tenant) throws SQLException {
    return new WindowFold(connection, tenant).run();
  }

  private int run() throws SQLException {
    int windows = 0;
    try (var find = connection.prepareStatement(FIND)) {
      find.setString(1, tenant);
      find.setInt(2, WINDOWS_MAX);
      find.setString(3, tenant);
      find.setFetchSize(FETCH_SIZE);
      var rows = find.executeQuery();
      Whole whole = null;
      while (rows.next()) {
        var row =
            new Row(
                rows.getLong(1),
                rows.getObject(2, OffsetDateTime.class).toInstant(),
                rows.getLong(3),
                rows.getInt(4),
                rows.getBytes(5));
        if (whole == null || !whole.last.isOfSame(row)) {
          windows += end(whole);
          whole = new Whole(row);
        } else {
          gone.add(new Row(whole.last.aggregate(), row.start(), whole.last.batch(), 1, null));
          bytes += KEY_BYTES;
          whole.add(row);
        }
      }
      windows += end(whole);
    }
    replace();
    return windows;
  }

  /** What the rows of a window so far come to; null where one of them says to read the events. */
  private static final class Whole {
    private final Window.Builder state = new Window.Builder(true);
    private boolean isReread;
    private int batches;
    private Row last;

    Whole(Row first) {
      last = first;
      add(first);
    }

    void add(Row row) {
      last = row;
      batches += row.batches();
      if (row.state() == null) {
        isReread = true;
      } else {
        state.add(WindowBytes.read(row.state()));
      }
    }

    Row row() {
      var bytes = isReread ? new byte[0] : WindowBytes.of(state.build(0));
      return new Row(last.aggregate(), last.start(), last.batch(), batches, bytes);
    }
  }

  private int end(@Nullable Whole whole) throws SQLException {
    if (whole == null) {
      return 0;
    }
    var row = whole.row();
    folded.add(row);
    bytes += KEY_BYTES + (row.state() == null ? 0 : row.state().length);
    if (bytes > BYTES_MAX) {
      replace();
    }
    return 1;
  }

  private void replace() throws SQLException {
    if (folded.isEmpty()) {
      return;
    }
    try (var replace = connection.prepareStatement(REPLACE)) {
      new BinaryColumns<>(connection, replace, 1, folded)
          .int8(Row::aggregate)
          .timestamptz(Row::start)
          .int8(Row::batch)
          .int4(Row::batches)
          .bytea(row -> row.state() == null ? new byte[0] : row.state());
      new BinaryColumns<>(connection, replace, 6, gone)
          .int8(Row::aggregate)
          .timestamptz(Row::start)
          .int8(Row::batch);
      replace.setString(9, tenant);
      replace.setString(10, tenant);
      replace.executeUpdate();
    }
    folded.clear();
    gone.clear();
    bytes = 0;
  }
}
