package reckoner.kit.store;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import org.postgresql.util.ByteConverter;

/** Values in PostgreSQL's binary form, each after its length; grows as it is written. */
final class GrowingBytes {
  private static final int NULL_LENGTH = -1;

  /** Decimal digits that a long takes for sure, with up to three zeros to fill a group. */
  private static final int PRECISION_MAX = 15;

  /** PostgreSQL's numerics are groups of four digits. */
  private static final int GROUP_DIGITS = 4;

  private static final int GROUP = 10_000;
  private static final short POSITIVE = 0;
  private static final short NEGATIVE = 0x4000;
  private static final int HEAD_BYTES = 4 * Short.BYTES;
  private static final int GROUPS_MAX = 5; // of a long
  private static final long[] POWERS = {1, 10, 100, 1_000};

  private ByteBuffer bytes;

  GrowingBytes(int bytes) {
    this.bytes = ByteBuffer.allocate(bytes);
  }

  /** Where so many bytes may be put. */
  ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      var larger = ByteBuffer.allocate(Math.max(2 * bytes.capacity(), bytes.position() + more));
      bytes = larger.put(bytes.flip());
    }
    return bytes;
  }

  /** What was written, from 0 to {@link #length}. */
  byte[] array() {
    return bytes.array();
  }

  int length() {
    return bytes.position();
  }

  void none() {
    room(Integer.BYTES).putInt(NULL_LENGTH);
  }

  void int2(int value) {
    room(Integer.BYTES + Short.BYTES).putInt(Short.BYTES).putShort((short) value);
  }

  void int4(int value) {
    room(2 * Integer.BYTES).putInt(Integer.BYTES).putInt(value);
  }

  void int8(long value) {
    room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
  }

  void uuid(long high, long low) {
    room(Integer.BYTES + 2 * Long.BYTES).putInt(2 * Long.BYTES).putLong(high).putLong(low);
  }

  void bytea(byte[] value) {
    room(Integer.BYTES + value.length).putInt(value.length).put(value);
  }

  /** A number; one of a few digits without the driver's big integers. */
  void numeric(BigDecimal value) {
    int scale = value.scale();
    if (scale < 0 || value.precision() > PRECISION_MAX) {
      bytea(ByteConverter.numeric(value));
      return;
    }
    long unscaled = value.unscaledValue().longValueExact();
    int fill = Math.floorMod(-scale, GROUP_DIGITS);
    long left = Math.abs(unscaled) * POWERS[fill];
    int exponent = -(scale + fill) / GROUP_DIGITS; // of the last group
    while (left != 0 && left % GROUP == 0) {
      left /= GROUP;
      exponent++;
    }
    var groups = new short[GROUPS_MAX];
    int count = 0;
    for (; left != 0; left /= GROUP) {
      groups[count++] = (short) (left % GROUP);
    }
    int length = HEAD_BYTES + count * Short.BYTES;
    var room =
        room(Integer.BYTES + length)
            .putInt(length)
            .putShort((short) count)
            .putShort((short) (count == 0 ? 0 : exponent + count - 1)) // of the first group
            .putShort(unscaled < 0 ? NEGATIVE : POSITIVE)
            .putShort((short) scale);
    while (count > 0) {
      room.putShort(groups[--count]);
    }
  }
}
