package reckoner.pricing.commitment;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reckoner.pricing.Decimals;

/**
 * Spend poured over commitments by priority: it fills the first, what is left flows to the next. No
 * spend counts twice.
 *
 * @param parts what counts to which commitment
 * @param outcomes one for each commitment, in the order in which they were filled
 * @param overflow what is left of each spend, in the order given, 0 too
 */
public record Waterfall(List<Part> parts, List<Outcome> outcomes, List<Spend> overflow) {
  /**
   * @param amount above 0
   */
  public record Part(String commitment, String charge, BigDecimal amount) {}

  /**
   * counted plus shortfall is the commitment's amount.
   *
   * @param largestProduct contributed most, the first of equals; a true-up is taxed as it (RULES
   *     F5). Empty where nothing counted
   */
  public record Outcome(
      Commitment commitment,
      BigDecimal counted,
      BigDecimal shortfall,
      Optional<String> largestProduct) {}

  public Waterfall {
    parts = List.copyOf(parts);
    outcomes = List.copyOf(outcomes);
    overflow = List.copyOf(overflow);
  }

  public static Waterfall of(List<Spend> spends, List<Commitment> commitments) {
    var left = new ArrayList<>(spends);
    var parts = new ArrayList<Part>();
    var outcomes = new ArrayList<Outcome>();
    var byPriority =
        commitments.stream()
            .sorted(Comparator.comparingInt(Commitment::priority).thenComparing(Commitment::id))
            .toList();
    for (var commitment : byPriority) {
      var open = commitment.amount();
      var products = new LinkedHashMap<String, BigDecimal>();
      for (int i = 0; i < left.size(); i++) {
        var spend = left.get(i);
        var part = spend.amount().min(open);
        if (part.signum() > 0 && commitment.charges().contains(spend.charge())) {
          parts.add(new Part(commitment.id(), spend.charge(), part));
          left.set(i, spend.with(spend.amount().subtract(part)));
          products.merge(spend.product(), part, BigDecimal::add);
          open = open.subtract(part);
        }
      }
      outcomes.add(
          new Outcome(
              commitment,
              Decimals.normalise(commitment.amount().subtract(open)),
              Decimals.normalise(open),
              largest(products)));
    }
    return new Waterfall(parts, outcomes, left);
  }

  /** What no commitment took. */
  public BigDecimal overflowTotal() {
    return Decimals.normalise(
        overflow.stream().map(Spend::amount).reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  private static Optional<String> largest(Map<String, BigDecimal> products) {
    var largest = Optional.<Map.Entry<String, BigDecimal>>empty();
    for (var product : products.entrySet()) {
      if (largest.isEmpty() || product.getValue().compareTo(largest.get().getValue()) > 0) {
        largest = Optional.of(product);
      }
    }
    return largest.map(Map.Entry::getKey);
  }
}
