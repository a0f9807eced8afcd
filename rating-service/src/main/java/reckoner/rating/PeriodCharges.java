package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import reckoner.pricing.Period;
import reckoner.pricing.TokenClass;
import reckoner.pricing.UsageLine;
import reckoner.pricing.model.ChargeTerms;
import reckoner.rating.PeriodAdjustments.Part;

/**
 * The charges of a period, and the positions of the ledgers they were read at.
 *
 * @param latePricePosition of the catalog, where prices were found that were missing at its
 *     position; 0 for none
 * @param marginals of each line, what its events were worth in all as they arrived (RULES F7)
 * @param unpriced what has no price; bounded, because sources invent models
 * @param unpricedEvents how many events have none
 */
public record PeriodCharges(
    String contract,
    String customer,
    String currency,
    Period period,
    Known known,
    long latePricePosition,
    List<DueCharge> charges,
    Map<Part, BigDecimal> marginals,
    List<UnpricedUsage> unpriced,
    long unpricedEvents) {
  /**
   * What is known: everything before an instant of business time.
   *
   * @param usagePosition of the tenant's usage ledger
   * @param catalogPosition of the catalog
   */
  public record Known(Instant time, long usagePosition, long catalogPosition) {}

  /** One line (RULES E1); its key is contract, charge, period start, part and revision (C6). */
  public record DueCharge(String charge, String displayName, String part, Line line) {}

  /** What a line is of. */
  public sealed interface Line {}

  /** A fixed amount for a period. */
  public record FixedLine(UsageLine line) implements Line {}

  /** Usage of a model. */
  public record ModelLine(PricedModel model, UsageLine line) implements Line {}

  /**
   * Usage that a meter counts.
   *
   * @param dimensions the values that the price names
   * @param priceVersion content hash of the book's version; empty for a price of the contract
   * @param unitPrice in words that are equal where a unit costs the same (RULES G3): what each unit
   *     costs, or the price's entry where units cost differently; empty where nothing is priced
   * @param events how many there were
   * @param opening what a gauge held when the period began; 0 of anything else
   */
  public record MeteredLine(
      String product,
      String meter,
      Map<String, String> dimensions,
      String priceVersion,
      String unitPrice,
      long events,
      BigDecimal opening,
      ChargeTerms.Charged charged,
      BigDecimal amount)
      implements Line {
    public MeteredLine {
      dimensions = Map.copyOf(dimensions);
    }
  }

  /** What a line of model usage is about. */
  public record PricedModel(
      String provider, String model, TokenClass tokenClass, String priceVersion) {}

  /** Usage without a price. */
  public record UnpricedUsage(
      String provider, String model, String eventType, RatingReason reason, long events) {}

  public PeriodCharges {
    charges = List.copyOf(charges);
    marginals = Map.copyOf(marginals);
    unpriced = List.copyOf(unpriced);
  }
}
