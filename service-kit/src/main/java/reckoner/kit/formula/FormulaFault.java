package reckoner.kit.formula;

/** Why a text is no formula that may be published; the message is a sentence for its author. */
public final class FormulaFault extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  FormulaFault(String message) {
    super(message);
  }
}
