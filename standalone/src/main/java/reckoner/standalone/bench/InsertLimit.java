package reckoner.standalone.bench;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import reckoner.kit.store.BinaryColumns;
import reckoner.kit.store.BinaryCopy;
import reckoner.kit.wire.CanonicalForm;
import reckoner.kit.wire.Wire;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.Suite;

/**
 * What the database under the ingest can do: one connection that puts rows of the same bytes and
 * the same key straight into one table, in the better of two ways.
 */
final class InsertLimit {
  private static final int BATCH_ROWS = 5_000;
  private static final int ROW_BYTES = 500;

  /** As many bytes as the ledger writes for an event of one line: aggregate, amount and cost. */
  private static final byte[] MARGINALS = new byte[12];

  private static final String TABLE =
      """
      create table bench_limit (
        tenant text collate "C" not null, shard smallint not null, event_key uuid not null,
        hash_version smallint not null, contract int, period smallint, batch bigint not null,
        event_time timestamptz not null, content_hash bytea not null, body bytea not null,
        marginals bytea not null,
        primary key (tenant, shard, event_key))
      """;
  private static final String INSERT =
      """
      insert into bench_limit
      select ?, e.shard, e.event_key, 1, e.contract, 0, ?, e.event_time, e.content_hash,
        e.body, e.marginals
      from unnest(?::smallint[], ?::uuid[], ?::int[], ?::timestamptz[], ?::bytea[], ?::bytea[],
        ?::bytea[]) as e(shard, event_key, contract, event_time, content_hash, body, marginals)
      on conflict do nothing
      """;
  private static final String STAGED =
      """
      insert into bench_limit
      select ?, shard, event_key, 1, contract, 0, ?, event_time, content_hash, body, marginals
      from staged
      on conflict do nothing
      """;

  private record Row(
      int shard,
      long high,
      long low,
      int contract,
      Instant time,
      byte[] contentHash,
      byte[] body,
      byte[] marginals) {}

  private InsertLimit() {}

  /** Ways to put rows in. */
  enum Way {
    ARRAYS,
    STAGED_COPY
  }

  /**
   * Rows a second, of so many.
   *
   * @param before rows that the table has by then, as ours has those of the warm-up
   */
  static long rowsPerSecond(
      Suite suite, String tenant, Way way, long before, long rows, long seed, Instant start) {
    try (var connection =
        DriverManager.getConnection(
            suite.databaseUrl(Service.RATING),
            suite.databaseUser(Service.RATING),
            suite.databasePassword(Service.RATING))) {
      execute(connection, "drop table if exists bench_limit");
      execute(connection, TABLE);
      execute(
          connection,
          "create temp table staged (shard smallint, event_key uuid, contract int, event_time"
              + " timestamptz, content_hash bytea, body bytea, marginals bytea) on commit delete"
              + " rows");
      connection.setAutoCommit(false);
      var events = new BenchEvents(seed, start, false);
      put(connection, tenant, way, events, before);
      long nanos = put(connection, tenant, way, events, rows);
      connection.setAutoCommit(true);
      execute(connection, "drop table bench_limit");
      return rows * 1_000_000_000L / nanos;
    } catch (SQLException failure) {
      throw new IllegalStateException("the limit cannot be measured", failure);
    }
  }

  /** Puts so many rows in; answers the nanoseconds that it took the database. */
  private static long put(
      Connection connection, String tenant, Way way, BenchEvents events, long rows)
      throws SQLException {
    long nanos = 0;
    long done = 0;
    for (long batch = 1; done < rows; batch++) {
      var made = rows(events, (int) Math.min(BATCH_ROWS, rows - done));
      var begun = System.nanoTime();
      put(connection, tenant, way, batch, made);
      connection.commit();
      nanos += System.nanoTime() - begun;
      done += made.size();
    }
    return nanos;
  }

  private static void put(Connection connection, String tenant, Way way, long batch, List<Row> rows)
      throws SQLException {
    if (way == Way.STAGED_COPY) {
      var copy = new BinaryCopy(7, rows.size() * ROW_BYTES);
      for (var row : rows) {
        copy.row()
            .int2(row.shard())
            .uuid(row.high(), row.low())
            .int4(row.contract())
            .timestamptz(row.time())
            .bytea(row.contentHash())
            .bytea(row.body())
            .bytea(row.marginals());
      }
      copy.into(connection, "copy staged from stdin (format binary)");
    }
    try (var insert = connection.prepareStatement(way == Way.ARRAYS ? INSERT : STAGED)) {
      insert.setString(1, tenant);
      insert.setLong(2, batch);
      if (way == Way.ARRAYS) {
        new BinaryColumns<>(connection, insert, 3, rows)
            .int2(Row::shard)
            .uuid(Row::high, Row::low)
            .int4(Row::contract)
            .timestamptz(Row::time)
            .bytea(Row::contentHash)
            .bytea(Row::body)
            .bytea(Row::marginals);
      }
      insert.executeUpdate();
    }
  }

  private static List<Row> rows(BenchEvents events, int count) {
    var rows = new ArrayList<Row>(count);
    for (int i = 0; i < count; i++) {
      var event = events.next();
      var body = event.toByteArray();
      var hash = CanonicalForm.sha256(body);
      var key = ByteBuffer.wrap(hash);
      rows.add(
          new Row(
              hash[0] & 0xFF,
              key.getLong(),
              key.getLong(),
              i % BenchEvents.CONTRACTS,
              Wire.instant(event.getEventTime()),
              hash,
              body,
              MARGINALS));
    }
    return rows;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
