package reckoner.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;

/**
 * One line of usage under a cost-plus price (RULES E1, E2): quantity → allowance → price → one
 * rounding, with the explanation that leads to its amount.
 */
public record UsageLine(
    List<Step> steps,
    BigDecimal quantity,
    BigDecimal allowance,
    BigDecimal quantityPriced,
    BigDecimal amountExact,
    BigDecimal amount,
    BigDecimal costExact) {

  /** The quantity that fell under one cost, before allowance; in allowance order. */
  public record Band(String condition, Rate cost, BigDecimal quantity) {}

  /** One band priced: quantityPriced × price.amount ÷ price.per is amountExact. */
  public record Step(
      String condition,
      BigDecimal quantity,
      BigDecimal allowance,
      BigDecimal quantityPriced,
      Rate price,
      BigDecimal amountExact,
      Rate cost) {}

  public UsageLine {
    steps = List.copyOf(steps);
  }

  /**
   * Computes a line. The allowance is used up in the order of the bands; the cost covers free units
   * too (RULES G6).
   *
   * @param allowanceMax free units, 0 or more
   * @param multiplier price = multiplier × cost
   */
  public static UsageLine compute(
      List<Band> bands, BigDecimal allowanceMax, BigDecimal multiplier, Currency currency) {
    var steps = new ArrayList<Step>();
    var quantity = BigDecimal.ZERO;
    var allowance = BigDecimal.ZERO;
    var amount = BigDecimal.ZERO;
    var cost = BigDecimal.ZERO;
    for (var band : bands) {
      var free = band.quantity().min(allowanceMax.subtract(allowance));
      var priced = band.quantity().subtract(free);
      var price = band.cost().times(multiplier);
      var step =
          new Step(
              band.condition(),
              band.quantity(),
              free,
              priced,
              price,
              price.of(priced),
              band.cost());
      steps.add(step);
      quantity = quantity.add(band.quantity());
      allowance = allowance.add(free);
      amount = amount.add(step.amountExact());
      cost = cost.add(band.cost().of(band.quantity()));
    }
    return new UsageLine(
        steps,
        Decimals.normalise(quantity),
        Decimals.normalise(allowance),
        Decimals.normalise(quantity.subtract(allowance)),
        Decimals.normalise(amount),
        Rounding.of(currency).round(amount),
        Decimals.normalise(cost));
  }
}
