package reckoner.pricing.credit;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;

/**
 * What one grant, or the overdraft, paid of one charge.
 *
 * @param grant id of the grant or of the overdraft
 * @param amount above 0
 */
public record Entry(String grant, String charge, BigDecimal amount) {
  public Entry {
    amount = Decimals.normalise(amount);
    if (amount.signum() <= 0) {
      throw new IllegalArgumentException("an entry is above 0: " + grant + " " + charge);
    }
  }
}
