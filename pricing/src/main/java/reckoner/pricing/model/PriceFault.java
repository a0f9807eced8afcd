package reckoner.pricing.model;

/**
 * A price that cannot be published, or usage that it does not cover. The code is stable, the
 * message a sentence.
 */
public final class PriceFault extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public enum Code {
    AMOUNT_NEGATIVE,
    BOUNDS_CROSSED,
    CELLS_AMBIGUOUS,
    CELL_UNREACHABLE,
    FORMULA_FAILED,
    /** What would be computed would depend on the order in which events arrive. */
    ORDER_UNDEFINED,
    PRICES_MISSING,
    QUANTITY_MISSING,
    QUANTITY_NEGATIVE,
    SIZE_NOT_POSITIVE,
    STEPS_TOO_MANY,
    TIERS_GAP,
    TIERS_NOT_OPEN,
    TIERS_OVERLAP,
    TIERS_UNORDERED,
    /** Usage that no cell, window or tier of the price covers (RULES D5). */
    UNPRICED,
    WINDOW_EMPTY
  }

  private final Code code;

  PriceFault(Code code, String message) {
    super(message);
    this.code = code;
  }

  /** A quantity that a formula needs and usage has not. */
  public static PriceFault quantityMissing(String name) {
    return new PriceFault(Code.QUANTITY_MISSING, "usage has no quantity " + name);
  }

  /** A formula that has no value, such as a division by zero; the message is a sentence. */
  public static PriceFault formulaFailed(String message) {
    return new PriceFault(Code.FORMULA_FAILED, message);
  }

  public Code code() {
    return code;
  }
}
