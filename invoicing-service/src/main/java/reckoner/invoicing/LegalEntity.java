package reckoner.invoicing;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A seller in whose name invoices are issued.
 *
 * @param numberPrefix what stands before the six-digit number: letters, digits, '-' and '/' only
 */
public record LegalEntity(
    String legalEntity, String displayName, List<String> addressLines, String numberPrefix) {
  private static final int NUMBER_DIGITS = 6;
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9/-]{0,20}");

  public LegalEntity {
    addressLines = List.copyOf(addressLines);
    if (!PREFIX.matcher(numberPrefix).matches()) {
      throw new IllegalArgumentException("not a prefix of numbers: " + numberPrefix);
    }
  }

  /** What of it stands on documents. */
  public Seller seller() {
    return new Seller(legalEntity, displayName, addressLines);
  }

  /** E.g. {@code INV-000001}; the millionth and later numbers have more digits. */
  public String number(long value) {
    var digits = Long.toString(value);
    return numberPrefix + "0".repeat(Math.max(0, NUMBER_DIGITS - digits.length())) + digits;
  }
}
