package reckoner.workflows;

import java.math.BigDecimal;
import java.util.List;

/**
 * One charge of a quote.
 *
 * @param charge key within the quote
 * @param displayName name on documents
 */
public record QuoteLine(String charge, String displayName, Terms terms) {
  /** How a charge is priced. */
  public sealed interface Terms {}

  /**
   * Model usage priced from one pinned price book version (RULES D1).
   *
   * @param version from 1
   */
  public record ModelUsage(String priceBook, int version, List<FreeUnits> freeUnits)
      implements Terms {
    public ModelUsage {
      freeUnits = List.copyOf(freeUnits);
    }
  }

  /**
   * A fixed amount for each whole month, in arrears.
   *
   * @param amount in the customer's currency, 0 or more
   */
  public record MonthlyFee(BigDecimal amount) implements Terms {}

  /**
   * Units of a token class that cost nothing, for each model and month.
   *
   * @param quantity 0 or more
   */
  public record FreeUnits(String tokenClass, BigDecimal quantity) {}
}
