package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

/**
 * How a charge's usage becomes the exact amount of its line (RULES E2, up to the price): quantity →
 * unit conversion → allowance → price. What a document does with the amount comes after.
 *
 * @param conversion none where units are priced as they are measured
 * @param allowance free units of the charge and period, in priced units, 0 or more
 */
public record ChargeTerms(
    @Nullable UnitConversion conversion, BigDecimal allowance, Remainder remainder, Price price) {
  /** Where the tiers begin for what the allowance leaves. */
  public enum Remainder {
    /** At the first tier again; the default. */
    FROM_FIRST_TIER,
    /** Where the allowance ended: free units fill the lowest tiers. */
    AFTER_ALLOWANCE
  }

  public ChargeTerms {
    Usage.requireNotNegative(allowance);
    allowance = Decimals.normalise(allowance);
    boolean isByQuantity = price instanceof QuantityPrice;
    if (!isByQuantity && conversion != null && conversion.roundsTotal()) {
      throw new PriceFault(
          PriceFault.Code.ORDER_UNDEFINED,
          "a price of single events cannot take a total that is rounded; round each event");
    }
    if (allowance.signum() > 0 && !price.isIndifferentWithinPlace()) {
      throw new PriceFault(
          PriceFault.Code.ORDER_UNDEFINED,
          "an allowance would be used in the order of arrival, because events of this price"
              + " differ");
    }
    if (!isByQuantity && remainder == Remainder.AFTER_ALLOWANCE) {
      throw new PriceFault(
          PriceFault.Code.ORDER_UNDEFINED, "only tiers of a total go on where the allowance ended");
    }
  }

  public static ChargeTerms of(Price price) {
    return new ChargeTerms(null, BigDecimal.ZERO, Remainder.FROM_FIRST_TIER, price);
  }

  /** The same terms without free units. */
  public ChargeTerms withoutAllowance() {
    return allowance.signum() == 0
        ? this
        : new ChargeTerms(conversion, BigDecimal.ZERO, Remainder.FROM_FIRST_TIER, price);
  }

  /**
   * A line's quantity on its way to the price, and what the price made of it.
   *
   * @param quantity converted, before the allowance
   * @param allowance free units that were used
   */
  public record Charged(
      BigDecimal quantity, BigDecimal allowance, BigDecimal quantityPriced, Priced priced) {
    /** The same line with its amount multiplied, for a reason. */
    public Charged times(String reason, BigDecimal multiplier) {
      return new Charged(quantity, allowance, quantityPriced, priced.times(reason, multiplier));
    }
  }

  /** The line of a period's usage with every step. */
  public Charged charge(List<Usage> usage) {
    return charge(usage, Trace.recording());
  }

  /**
   * The same line with one step for all: the steps of so many events would be more than anybody
   * reads, and than a reply may carry.
   *
   * @param reason what the step is of, in words
   */
  public Charged chargeInOneStep(List<Usage> usage, String reason) {
    var charged = charge(usage, Trace.off());
    var amount = charged.priced().amountExact();
    return new Charged(
        charged.quantity(),
        charged.allowance(),
        charged.quantityPriced(),
        new Priced(amount, List.of(new Step.Fixed(reason, amount))));
  }

  /**
   * What each priced unit of a line costs; none where units cost differently, such as those of
   * graduated tiers, or where nothing is priced by the unit.
   */
  public Optional<Rate> unitPrice(Charged charged) {
    if (charged.quantityPriced().signum() == 0) {
      return Optional.empty();
    }
    return switch (price) {
      case PerUnit each -> Optional.of(each.rate());
      case Volume volume ->
          volume.rateOf(
              remainder == Remainder.AFTER_ALLOWANCE
                  ? charged.quantity()
                  : charged.quantityPriced());
      case Capacity _, Flat _, Graduated _, StairStep _, UsagePrice _ -> Optional.empty();
    };
  }

  private Charged charge(List<Usage> usage, Trace trace) {
    var converted = converted(usage, trace);
    var quantity = Usage.sum(converted);
    var free = quantity.min(allowance);
    var priced = quantity.subtract(free);
    if (allowance.signum() > 0) {
      trace.add(new Step.Allowance(quantity, free, priced));
    }
    var amount =
        switch (price) {
          case QuantityPrice total -> ofTotal(total, quantity, free, trace);
          case UsagePrice events -> events.amount(afterAllowance(converted, free), trace);
        };
    return new Charged(
        Decimals.normalise(quantity),
        Decimals.normalise(free),
        Decimals.normalise(priced),
        new Priced(amount, trace.steps()));
  }

  private List<Usage> converted(List<Usage> usage, Trace trace) {
    if (conversion == null) {
      return usage;
    }
    if (price instanceof QuantityPrice && conversion.place() == UnitConversion.Place.TOTAL) {
      return List.of(Usage.of(conversion.of(Usage.sum(usage), trace)));
    }
    return conversion.ofEach(usage, trace);
  }

  private BigDecimal ofTotal(
      QuantityPrice total, BigDecimal quantity, BigDecimal free, Trace trace) {
    if (remainder == Remainder.FROM_FIRST_TIER || free.signum() == 0) {
      return total.amount(quantity.subtract(free), trace);
    }
    var ofFree = total.amount(free, Trace.off());
    var amount = total.amount(quantity, trace).subtract(ofFree);
    trace.add(new Step.Fixed("free units", ofFree.negate()));
    return amount;
  }

  /** The lowest place first, whatever came first; what is equal there is equal to the price. */
  private List<Usage> afterAllowance(List<Usage> usage, BigDecimal free) {
    if (free.signum() == 0) {
      return usage;
    }
    var left = free;
    var rest = new ArrayList<Usage>(usage.size());
    for (var one :
        usage.stream().sorted(Comparator.comparing(price::place, Arrays::compare)).toList()) {
      var used = one.quantity().min(left);
      left = left.subtract(used);
      rest.add(one.withQuantity(one.quantity().subtract(used)));
    }
    return rest;
  }
}
