package reckoner.rating;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The key of an event as the table has it (RULES C5): the first 128 bits of SHA-256 of source, a
 * zero byte and event id. It must never change. That two keys have the same is not to be expected
 * while the universe lasts; were it so, the second would be answered as a conflict, never lost and
 * never billed for the first.
 */
public record KeyHash(long high, long low) implements Comparable<KeyHash> {
  /** No event has it. */
  static final KeyHash BEFORE_ALL = new KeyHash(0, 0);

  private static final long SHARD = 0xFFL << 56;

  public static KeyHash of(UsageEvent.Key key) {
    var text = key.source() + '\0' + key.eventId(); // no source has a zero byte
    return ofText(text);
  }

  /** Of the row that an event's amendment has: of the same shard, and no event's key. */
  static KeyHash ofAmendment(UsageEvent.Key key, int generation) {
    var text = key.source() + '\0' + key.eventId() + '\0' + generation; // no event id has one
    var hash = ofText(text);
    return new KeyHash((of(key).high & SHARD) | (hash.high & ~SHARD), hash.low);
  }

  static KeyHash ofText(String text) {
    var hash = ByteBuffer.wrap(Sha256.of(text));
    return new KeyHash(hash.getLong(), hash.getLong());
  }

  /** As the table has it. */
  public static KeyHash of(UUID key) {
    return new KeyHash(key.getMostSignificantBits(), key.getLeastSignificantBits());
  }

  /** From 0 to 255. */
  public int shard() {
    return (int) (high >>> 56);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyHash key && high == key.high && low == key.low;
  }

  /** Any part of a hash is one. */
  @Override
  public int hashCode() {
    return (int) low;
  }

  /** In the order of the table's index. */
  @Override
  public int compareTo(KeyHash other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }
}
