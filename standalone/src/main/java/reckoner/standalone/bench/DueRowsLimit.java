package reckoner.standalone.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.Suite;

/**
 * What the database under a close can do: one connection that puts the same due charges, with the
 * same key, into a table of their own.
 */
final class DueRowsLimit {
  private static final int BATCH_ROWS = 5_000;

  private DueRowsLimit() {}

  /** Rows a second, of all due charges of a tenant. */
  static long rowsPerSecond(Suite suite, String tenant) {
    try (var reader = connect(suite);
        var writer = connect(suite)) {
      execute(writer, "drop table if exists bench_due");
      execute(writer, "create table bench_due (like due_charge including all)");
      execute(writer, "create temp table staged (like due_charge) on commit delete rows");
      writer.setAutoCommit(false);
      var rows = new Rows(writer);
      manager(reader)
          .copyOut(
              "copy (select * from due_charge where tenant = '%s') to stdout".formatted(tenant),
              rows);
      rows.put();
      execute(writer, "drop table bench_due");
      writer.commit();
      return rows.done * 1_000_000_000L / Math.max(1, rows.nanos);
    } catch (SQLException | IOException failure) {
      throw new IllegalStateException("the limit cannot be measured", failure);
    }
  }

  /** Rows as COPY says them, one a write, put in a batch at a time. */
  private static final class Rows extends OutputStream {
    private final Connection writer;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    private int waiting;
    private long done;
    private long nanos;

    Rows(Connection writer) {
      this.writer = writer;
    }

    @Override
    public void write(int part) {
      throw new UnsupportedOperationException("a row is written as a whole");
    }

    @Override
    public void write(byte[] row) throws IOException {
      batch.writeBytes(row);
      waiting++;
      if (waiting == BATCH_ROWS) {
        put();
      }
    }

    void put() throws IOException {
      var rows = new ByteArrayInputStream(batch.toByteArray());
      var begun = System.nanoTime();
      try {
        manager(writer).copyIn("copy staged from stdin", rows);
        execute(writer, "insert into bench_due select * from staged on conflict do nothing");
        writer.commit();
      } catch (SQLException failure) {
        throw new IOException(failure);
      }
      nanos += System.nanoTime() - begun;
      done += waiting;
      waiting = 0;
      batch.reset();
    }
  }

  private static CopyManager manager(Connection connection) throws SQLException {
    return new CopyManager(connection.unwrap(BaseConnection.class));
  }

  private static Connection connect(Suite suite) throws SQLException {
    return DriverManager.getConnection(
        suite.databaseUrl(Service.RATING),
        suite.databaseUser(Service.RATING),
        suite.databasePassword(Service.RATING));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
