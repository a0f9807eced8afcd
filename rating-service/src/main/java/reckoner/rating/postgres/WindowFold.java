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
  private static final int PARTS_MAX = 200;

  /** Of the states and keys that are replaced together; a day of readings may have some. */
  private static final long BYTES_MAX = 8_000_000;

  private static final int FETCH_SIZE = 500;
  private static final int KEY_BYTES = 100;

  private static final String FIND =
      """
      with changed as (
        delete from usage_window_change where tenant = ? and part in (
          select part from usage_window_change where tenant = ? order by part limit ?)
        returning aggregates, window_starts
      ), windows as (
        select distinct u.aggregate, u.window_start
        from changed c, unnest(c.aggregates, c.window_starts) as u(aggregate, window_start)
      )
      select w.aggregate, w.window_start, w.batch, w.batches, w.state
      from windows c
        join usage_window w on w.tenant = ? and w.aggregate = c.aggregate
          and w.window_start = c.window_start
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

  private record Folded(long aggregate, Instant start, long batch, int batches, byte[] state) {}

  private final Connection connection;
  private final String tenant;
  private final List<Row> gone = new ArrayList<>();
  private final List<Folded> folded = new ArrayList<>();
  private long bytes;

  private WindowFold(Connection connection, String tenant) {
    this.connection = connection;
    this.tenant = tenant;
  }

  /** Folds some of the windows that changed; answers how many it looked at, none where none did. */
  static int run(Connection connection, String tenant) throws SQLException {
    return new WindowFold(connection, tenant).run();
  }

  private int run() throws SQLException {
    int windows = 0;
    try (var find = connection.prepareStatement(FIND)) {
      find.setString(1, tenant);
      find.setString(2, tenant);
      find.setInt(3, PARTS_MAX);
      find.setString(4, tenant);
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
    private int rows;
    private int batches;
    private Row last;

    Whole(Row first) {
      last = first;
      add(first);
    }

    void add(Row row) {
      last = row;
      rows++;
      batches += row.batches();
      if (row.state() == null) {
        isReread = true;
      } else {
        state.add(WindowBytes.read(row.state()));
      }
    }

    Folded folded() {
      var bytes = isReread ? new byte[0] : WindowBytes.of(state.build(0));
      return new Folded(last.aggregate(), last.start(), last.batch(), batches, bytes);
    }
  }

  private int end(@Nullable Whole whole) throws SQLException {
    if (whole == null) {
      return 0;
    }
    if (whole.rows == 1) { // is folded already
      return 1;
    }
    var row = whole.folded();
    folded.add(row);
    bytes += KEY_BYTES + row.state().length;
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
          .int8(Folded::aggregate)
          .timestamptz(Folded::start)
          .int8(Folded::batch)
          .int4(Folded::batches)
          .bytea(Folded::state);
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
