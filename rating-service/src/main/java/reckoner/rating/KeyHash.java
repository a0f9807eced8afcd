package reckoner.rating;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The key of an event as the table has it (RULES C5): the first 128 bits of SHA-256 of source, a
 * zero byte and event id. It must never change. That two keys have the same is not to be expected
 * while the universe lasts; were it so, the second would be answered as a conflict, never lost and
 * never billed for the first.
 */
public record KeyHash(long high, long low) implements Comparable<KeyHash> {
  public static KeyHash of(UsageEvent.Key key) {
    var text = key.source() + '\0' + key.eventId(); // no source has a zero byte
    return ofText(text.getBytes(StandardCharsets.UTF_8));
  }

  static KeyHash ofText(byte[] text) {
    try {
      var hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text));
      return new KeyHash(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** From 0 to 255. */
  public int shard() {
    return (int) (high >>> 56);
  }

  /** In the order of the table's index. */
  @Override
  public int compareTo(KeyHash other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }
}
