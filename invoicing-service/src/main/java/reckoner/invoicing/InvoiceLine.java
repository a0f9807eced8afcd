package reckoner.invoicing;

import java.math.BigDecimal;
import java.util.List;
import reckoner.pricing.Decimals;

/**
 * One line: a due charge as rating computed it, without cost (RULES E1, G6).
 *
 * @param quantity before allowance
 * @param amount amountExact rounded once to the currency's minor unit (RULES A5)
 */
public record InvoiceLine(
    ChargeKey key,
    String displayName,
    String provider,
    String model,
    String tokenClass,
    String priceVersion,
    BigDecimal quantity,
    BigDecimal allowance,
    BigDecimal quantityPriced,
    BigDecimal amountExact,
    BigDecimal amount,
    List<LineStep> steps) {
  public InvoiceLine {
    quantity = Decimals.normalise(quantity);
    allowance = Decimals.normalise(allowance);
    quantityPriced = Decimals.normalise(quantityPriced);
    amountExact = Decimals.normalise(amountExact);
    amount = Decimals.normalise(amount);
    steps = List.copyOf(steps);
  }

  /**
   * What a line claims, together with contract and period start (RULES C6).
   *
   * @param part hash of the line's identity
   * @param revision 0 for the close, n for its n-th adjustment
   */
  public record ChargeKey(String charge, String part, int revision) {
    @Override
    public String toString() {
      return "%s part %s revision %d".formatted(charge, part, revision);
    }
  }
}
