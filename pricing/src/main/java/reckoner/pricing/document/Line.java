package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import reckoner.pricing.Decimals;

/**
 * One line before the steps of its document.
 *
 * @param key unique in the document
 * @param charge what it bills; several lines may bill one charge
 * @param amountExact not rounded; below 0 for a credit line
 * @param creditsMayPay false for what is charged in advance, which prepaid amounts do not pay
 * @param taxes ids of the taxes that it bears
 */
public record Line(
    String key,
    String charge,
    String productGroup,
    String contract,
    Kind kind,
    BigDecimal amountExact,
    boolean creditsMayPay,
    List<String> taxes) {

  public enum Kind {
    USAGE,
    SUBSCRIPTION,
    /** What a scope lacks to its minimum. */
    TRUE_UP,
    /**
     * Corrects an earlier period under that period's terms (RULES G2): neither discounted nor
     * counted to a minimum or maximum of this document.
     */
    ADJUSTMENT
  }

  public Line {
    taxes = List.copyOf(taxes);
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a line has a key");
    }
    if (new HashSet<>(taxes).size() != taxes.size()) {
      throw new IllegalArgumentException("a line bears a tax once: " + key + " " + taxes);
    }
    amountExact = Decimals.normalise(amountExact);
  }

  /** The same line with another amount, of another kind. */
  Line as(String newKey, Kind newKind, BigDecimal newAmount) {
    return new Line(
        newKey, charge, productGroup, contract, newKind, newAmount, creditsMayPay, taxes);
  }
}
