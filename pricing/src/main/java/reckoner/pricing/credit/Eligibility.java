package reckoner.pricing.credit;

import java.util.Map;
import java.util.Set;

/**
 * Which charges a grant may pay.
 *
 * @param products of the charge; empty for any
 * @param dimensions values that the charge must have; empty for any
 */
public record Eligibility(Set<String> products, Map<String, String> dimensions) {
  public Eligibility {
    products = Set.copyOf(products);
    dimensions = Map.copyOf(dimensions);
  }

  boolean covers(Charge charge) {
    return (products.isEmpty() || products.contains(charge.product()))
        && charge.dimensions().entrySet().containsAll(dimensions.entrySet());
  }
}
