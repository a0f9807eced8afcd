package reckoner.catalog.template;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import reckoner.proto.pricing.v1.ChargeTerms;

/** Which price of a template's list an event has. */
public interface Prices {
  /**
   * A price that was found.
   *
   * @param entry names it among the prices of its book; each is a line of its own (RULES E1)
   */
  record Found(String entry, ChargeTerms terms) {}

  Optional<Found> find(String product, Map<String, String> dimensions, Instant time);
}
