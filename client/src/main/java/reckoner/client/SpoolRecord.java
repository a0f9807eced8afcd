package reckoner.client;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An event in a file of the spool: its length, a checksum over length and event, the event. */
final class SpoolRecord {
  /** As the contract bounds an event. */
  static final int EVENT_BYTES_MAX = 65_536;

  static final int OVERHEAD_BYTES = 2 * Integer.BYTES;
  static final int BYTES_MAX = OVERHEAD_BYTES + EVENT_BYTES_MAX;

  private SpoolRecord() {}

  static void write(byte[] event, ByteBuffer to) {
    to.putInt(event.length).putInt(checksum(event)).put(event);
  }

  /** The next event, or null where no whole and sound record follows; then nothing is consumed. */
  static byte @Nullable [] read(ByteBuffer from) {
    if (from.remaining() < OVERHEAD_BYTES) {
      return null;
    }
    int begin = from.position();
    int length = from.getInt();
    int checksum = from.getInt();
    if (length < 0 || length > EVENT_BYTES_MAX || length > from.remaining()) {
      from.position(begin);
      return null;
    }
    var event = new byte[length];
    from.get(event);
    if (checksum != checksum(event)) {
      from.position(begin);
      return null;
    }
    return event;
  }

  /** Over the length too, so that a file of zeros holds no events. */
  private static int checksum(byte[] event) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, event.length));
    crc.update(event);
    return (int) crc.getValue();
  }
}
