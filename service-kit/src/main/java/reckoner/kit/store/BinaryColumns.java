package reckoner.kit.store;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Binds a list of rows as one array a column, in PostgreSQL's binary form: the driver's own arrays
 * go as text for most types, which both sides pay for. Meant for {@code unnest} of many rows.
 */
public final class BinaryColumns<T> {
  private static final int ONE_DIMENSION = 1;
  private static final int HEAD_BYTES = 5 * Integer.BYTES;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;
  // PostgreSQL counts its microseconds from 2000
  private static final long EPOCH_SECOND = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

  private final BaseConnection connection;
  private final PreparedStatement statement;
  private final List<T> rows;
  private int next;

  /**
   * Binds the columns of rows, each with the next call.
   *
   * @param first index of the first column's parameter
   */
  public BinaryColumns(Connection connection, PreparedStatement statement, int first, List<T> rows)
      throws SQLException {
    this.connection = connection.unwrap(BaseConnection.class);
    this.statement = statement;
    this.next = first;
    this.rows = rows;
  }

  /** Writes the length and the bytes of one value. */
  @FunctionalInterface
  private interface Write<T> {
    void to(GrowingBytes out, T row);
  }

  private BinaryColumns<T> add(int array, int element, int width, Write<T> write)
      throws SQLException {
    var out = new GrowingBytes(HEAD_BYTES + rows.size() * width);
    out.room(HEAD_BYTES)
        .putInt(ONE_DIMENSION)
        .putInt(1) // nulls may stand in it
        .putInt(element)
        .putInt(rows.size())
        .putInt(1); // its lower bound
    for (var row : rows) {
      write.to(out, row);
    }
    var bytes = Arrays.copyOf(out.array(), out.length());
    statement.setArray(next++, new PgArray(connection, array, bytes));
    return this;
  }

  public BinaryColumns<T> int2(Function<T, @Nullable Integer> value) throws SQLException {
    return add(
        Oid.INT2_ARRAY,
        Oid.INT2,
        6,
        (out, row) -> {
          var number = value.apply(row);
          if (number == null) {
            out.none();
          } else {
            out.int2(number);
          }
        });
  }

  public BinaryColumns<T> int4(Function<T, @Nullable Integer> value) throws SQLException {
    return add(
        Oid.INT4_ARRAY,
        Oid.INT4,
        8,
        (out, row) -> {
          var number = value.apply(row);
          if (number == null) {
            out.none();
          } else {
            out.int4(number);
          }
        });
  }

  public BinaryColumns<T> int8(ToLongFunction<T> value) throws SQLException {
    return add(Oid.INT8_ARRAY, Oid.INT8, 12, (out, row) -> out.int8(value.applyAsLong(row)));
  }

  public BinaryColumns<T> uuid(ToLongFunction<T> high, ToLongFunction<T> low) throws SQLException {
    return add(
        Oid.UUID_ARRAY,
        Oid.UUID,
        20,
        (out, row) -> out.uuid(high.applyAsLong(row), low.applyAsLong(row)));
  }

  public BinaryColumns<T> text(Function<T, String> value) throws SQLException {
    return add(
        Oid.TEXT_ARRAY,
        Oid.TEXT,
        24,
        (out, row) -> out.bytea(value.apply(row).getBytes(StandardCharsets.UTF_8)));
  }

  public BinaryColumns<T> bytea(Function<T, byte[]> value) throws SQLException {
    return add(Oid.BYTEA_ARRAY, Oid.BYTEA, 64, (out, row) -> out.bytea(value.apply(row)));
  }

  public BinaryColumns<T> numeric(Function<T, BigDecimal> value) throws SQLException {
    return add(Oid.NUMERIC_ARRAY, Oid.NUMERIC, 20, (out, row) -> out.numeric(value.apply(row)));
  }

  /** Instants, which have no digits finer than the microsecond. */
  public BinaryColumns<T> timestamptz(Function<T, Instant> value) throws SQLException {
    return add(
        Oid.TIMESTAMPTZ_ARRAY,
        Oid.TIMESTAMPTZ,
        12,
        (out, row) -> out.int8(micros(value.apply(row))));
  }

  /** An instant as PostgreSQL counts it. */
  static long micros(Instant time) {
    return (time.getEpochSecond() - EPOCH_SECOND) * MICROS_PER_SECOND
        + time.getNano() / NANOS_PER_MICRO;
  }
}
