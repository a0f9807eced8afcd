package reckoner.standalone.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** Rows in the binary form of COPY. */
final class StagedCopy {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final long EPOCH_SECOND = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
  private static final int COLUMNS = 7;

  private final DataOutputStream out;

  private StagedCopy(DataOutputStream out) {
    this.out = out;
  }

  static <T> void to(
      BaseConnection connection, String copy, List<T> rows, BiConsumer<StagedCopy, T> write)
      throws SQLException {
    var bytes = new ByteArrayOutputStream(rows.size() * 500);
    try (var out = new DataOutputStream(bytes)) {
      out.write(SIGNATURE);
      out.writeInt(0);
      out.writeInt(0);
      var one = new StagedCopy(out);
      for (var row : rows) {
        out.writeShort(COLUMNS);
        write.accept(one, row);
      }
      out.writeShort(-1);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    try {
      new CopyManager(connection).copyIn(copy, new ByteArrayInputStream(bytes.toByteArray()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Writes to memory, which takes all. */
  private interface Write {
    void to(DataOutputStream out) throws IOException;
  }

  private StagedCopy write(Write write) {
    try {
      write.to(out);
      return this;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  StagedCopy int2(int value) {
    return write(to -> {
      to.writeInt(Short.BYTES);
      to.writeShort(value);
    });
  }

  StagedCopy int4(int value) {
    return write(to -> {
      to.writeInt(Integer.BYTES);
      to.writeInt(value);
    });
  }

  StagedCopy uuid(long high, long low) {
    return write(to -> {
      to.writeInt(2 * Long.BYTES);
      to.writeLong(high);
      to.writeLong(low);
    });
  }

  StagedCopy time(Instant value) {
    return write(to -> {
      to.writeInt(Long.BYTES);
      to.writeLong((value.getEpochSecond() - EPOCH_SECOND) * 1_000_000 + value.getNano() / 1_000);
    });
  }

  StagedCopy bytes(byte[] value) {
    return write(to -> {
      to.writeInt(value.length);
      to.write(value);
    });
  }
}
