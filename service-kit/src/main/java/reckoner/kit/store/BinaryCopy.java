package reckoner.kit.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * Rows for a {@code copy … from stdin (format binary)}, column by column: the least that the
 * database and its client can do for a row, and all or nothing, since a key that is taken fails it.
 */
public final class BinaryCopy {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final int NO_FLAGS = 0;
  private static final int NO_EXTENSION = 0;
  private static final int HEAD_BYTES = 64;
  private static final short END = -1;
  private static final byte JSONB_VERSION = 1;

  private final int columns;
  private final GrowingBytes rows;

  /**
   * Begins without rows.
   *
   * @param columns of each row
   * @param bytes about as many as all rows will have
   */
  public BinaryCopy(int columns, int bytes) {
    this.columns = columns;
    this.rows = new GrowingBytes(HEAD_BYTES + bytes);
    rows.room(HEAD_BYTES).put(SIGNATURE).putInt(NO_FLAGS).putInt(NO_EXTENSION);
  }

  /** Begins a row, whose columns follow in the order of the statement. */
  public BinaryCopy row() {
    rows.room(Short.BYTES).putShort((short) columns);
    return this;
  }

  public BinaryCopy int2(@Nullable Integer value) {
    if (value == null) {
      rows.none();
    } else {
      rows.int2(value);
    }
    return this;
  }

  public BinaryCopy int4(@Nullable Integer value) {
    if (value == null) {
      rows.none();
    } else {
      rows.int4(value);
    }
    return this;
  }

  public BinaryCopy int8(long value) {
    rows.int8(value);
    return this;
  }

  public BinaryCopy uuid(long high, long low) {
    rows.uuid(high, low);
    return this;
  }

  /** An instant, which has no digits finer than the microsecond. */
  public BinaryCopy timestamptz(Instant value) {
    return int8(BinaryColumns.micros(value));
  }

  public BinaryCopy numeric(BigDecimal value) {
    rows.numeric(value);
    return this;
  }

  public BinaryCopy jsonb(String value) {
    var text = value.getBytes(StandardCharsets.UTF_8);
    rows.room(Integer.BYTES + 1 + text.length).putInt(1 + text.length).put(JSONB_VERSION).put(text);
    return this;
  }

  public BinaryCopy text(String value) {
    return bytea(value.getBytes(StandardCharsets.UTF_8));
  }

  public BinaryCopy bytea(byte[] value) {
    rows.bytea(value);
    return this;
  }

  /** Puts the rows in, inside the connection's transaction; answers how many. */
  public long into(Connection connection, String sql) throws SQLException {
    rows.room(Short.BYTES).putShort(END);
    var from = new ByteArrayInputStream(rows.array(), 0, rows.length());
    try {
      return new CopyManager(connection.unwrap(BaseConnection.class)).copyIn(sql, from);
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory gives what was written", impossible);
    }
  }
}
