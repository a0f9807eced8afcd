package reckoner.rating;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;
import reckoner.pricing.TokenClass;

/** One request to a model, as a source reported it; its content has passed the door. */
public record UsageEvent(
    Key key,
    Instant eventTime,
    String customer,
    String provider,
    String model,
    Nesting nesting,
    Map<TokenClass, BigDecimal> reported) {

  /** Identity for ever, within the tenant (RULES C4). */
  public record Key(String source, String eventId) {
    private static final int SHARDS = 256;

    /** A stable hash of the key, from 0 to 255 (RULES C5). It must never change. */
    public int shard() {
      var hash = new CRC32C();
      hash.update(source.getBytes(StandardCharsets.UTF_8));
      hash.update(0);
      hash.update(eventId.getBytes(StandardCharsets.UTF_8));
      return (int) (hash.getValue() % SHARDS);
    }
  }

  public UsageEvent {
    reported = Map.copyOf(reported);
  }

  /** Disjoint quantities, as prices apply to them. */
  public Map<TokenClass, BigDecimal> units() {
    return nesting
        .disjoint(reported)
        .orElseThrow(() -> new IllegalStateException("a stored event has a negative remainder"));
  }
}
