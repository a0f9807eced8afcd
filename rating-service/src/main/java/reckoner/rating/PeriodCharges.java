package reckoner.rating;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reckoner.pricing.Period;
import reckoner.pricing.TokenClass;
import reckoner.pricing.UsageLine;

/**
 * The charges of a period as they become due, with the positions of the ledgers they were read at.
 */
public record PeriodCharges(
    String contract,
    String customer,
    String currency,
    Period period,
    Instant cutoffTime,
    long usagePosition,
    long catalogPosition,
    long latePricePosition,
    List<DueCharge> charges) {
  /** One line (RULES E1); its key is contract, charge, period start, part and revision (C6). */
  public record DueCharge(
      String charge,
      String displayName,
      String part,
      Optional<PricedModel> model,
      UsageLine line) {}

  /** What a line of model usage is about. */
  public record PricedModel(
      String provider, String model, TokenClass tokenClass, String priceVersion) {}

  /** Usage without a price that blocks a close. */
  public record UnpricedUsage(String provider, String model, RatingReason reason, long events) {}

  public PeriodCharges {
    charges = List.copyOf(charges);
  }
}
