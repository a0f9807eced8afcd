package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import reckoner.pricing.TokenClass;

/**
 * Something that was used or done, as a source reported it; its content has passed the door.
 *
 * @param eventType empty for a request to a model that names none
 * @param quantity the main one; none where only the event itself is counted
 * @param quantities the others by name
 * @param modelUse what a request to a model used
 */
public record UsageEvent(
    Key key,
    Instant eventTime,
    String customer,
    String eventType,
    Map<String, String> dimensions,
    Optional<BigDecimal> quantity,
    Map<String, BigDecimal> quantities,
    Optional<ModelUse> modelUse) {

  /** Identity for ever, within the tenant (RULES C4). */
  public record Key(String source, String eventId) {}

  /** One request to a model. */
  public record ModelUse(
      String provider, String model, Nesting nesting, Map<TokenClass, BigDecimal> reported) {
    public ModelUse {
      reported = Map.copyOf(reported);
    }

    /** Disjoint quantities, as prices apply to them. */
    public Map<TokenClass, BigDecimal> units() {
      return nesting
          .disjoint(reported)
          .orElseThrow(() -> new IllegalStateException("a stored event has a negative remainder"));
    }
  }

  public UsageEvent {
    dimensions = Map.copyOf(dimensions);
    quantities = Map.copyOf(quantities);
  }
}
