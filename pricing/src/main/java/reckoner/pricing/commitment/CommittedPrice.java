package reckoner.pricing.commitment;

import java.math.BigDecimal;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

/**
 * A price while a commitment lasts and another past it.
 *
 * @param inside 0 never uses a commitment up
 * @param outside 0 charges nothing past the commitment; a surcharge is the inside rate times a
 *     factor
 */
public record CommittedPrice(Rate inside, Rate outside) {
  /**
   * A quantity priced.
   *
   * @param quantityInside how much of the quantity the commitment pays for
   * @param amountInside exact, taken from the commitment
   * @param amountOutside exact, charged past it
   * @param left of the commitment
   */
  public record Priced(
      BigDecimal quantityInside,
      BigDecimal amountInside,
      BigDecimal quantityOutside,
      BigDecimal amountOutside,
      BigDecimal left) {
    public BigDecimal amount() {
      return Decimals.normalise(amountInside.add(amountOutside));
    }
  }

  /**
   * @param quantity 0 or more
   * @param committed money that is left of the commitment, 0 or more
   */
  public Priced price(BigDecimal quantity, BigDecimal committed) {
    if (quantity.signum() < 0 || committed.signum() < 0) {
      throw new IllegalArgumentException(
          "a quantity and a commitment are 0 or more: %s %s"
              .formatted(Decimals.plain(quantity), Decimals.plain(committed)));
    }
    var insidePer = BigDecimal.valueOf(inside.per());
    // both sides times what the inside rate is per, so that nothing is divided to decide
    var past = quantity.multiply(inside.amount()).subtract(committed.multiply(insidePer));
    if (past.signum() <= 0) {
      // a division that does not come out may end above a commitment of more digits
      var amount = inside.of(quantity).min(Decimals.normalise(committed));
      return new Priced(
          Decimals.normalise(quantity),
          amount,
          BigDecimal.ZERO,
          BigDecimal.ZERO,
          Decimals.normalise(committed.subtract(amount)));
    }
    var outsidePer = BigDecimal.valueOf(outside.per());
    return new Priced(
        Decimals.divide(committed.multiply(insidePer), inside.amount()),
        Decimals.normalise(committed),
        Decimals.divide(past, inside.amount()),
        Decimals.divide(past.multiply(outside.amount()), inside.amount().multiply(outsidePer)),
        BigDecimal.ZERO);
  }
}
