package reckoner.pricing;

/**
 * A text that is not an acceptable decimal. The code is stable, the message reads after a field's
 * name.
 */
public final class DecimalFault extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private final String code;

  DecimalFault(String code, String message) {
    super(message);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
