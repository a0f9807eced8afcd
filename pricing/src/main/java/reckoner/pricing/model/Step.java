package reckoner.pricing.model;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;

/** One step of an explanation. The parts of all steps sum to the exact amount. */
public sealed interface Step {
  /** What this step adds to the amount, computed from its own fields. */
  BigDecimal part();

  /** Quantities before the price: units of another kind, or whole units. */
  record Converted(BigDecimal quantity, BigDecimal result) implements Step {
    @Override
    public BigDecimal part() {
      return BigDecimal.ZERO;
    }
  }

  /** Units that are free, used before anything is priced. */
  record Allowance(BigDecimal quantity, BigDecimal used, BigDecimal quantityPriced)
      implements Step {
    @Override
    public BigDecimal part() {
      return BigDecimal.ZERO;
    }
  }

  /** Which of several prices was taken, and by what. */
  record Chosen(String by, String value) implements Step {
    @Override
    public BigDecimal part() {
      return BigDecimal.ZERO;
    }
  }

  /** A quantity rounded to whole packages. */
  record Packaged(
      BigDecimal quantity, BigDecimal size, BigDecimal packages, BigDecimal quantityPriced)
      implements Step {
    @Override
    public BigDecimal part() {
      return BigDecimal.ZERO;
    }
  }

  /** An amount that does not depend on a quantity. */
  record Fixed(String reason, BigDecimal amount) implements Step {
    @Override
    public BigDecimal part() {
      return amount;
    }
  }

  /**
   * Units × rate + flat.
   *
   * @param tier from 1; 0 where the price has no tiers
   * @param from exclusive lower bound of the tier
   * @param upTo upper bound of the tier, none for the last
   */
  record Units(
      int tier,
      BigDecimal from,
      @Nullable BigDecimal upTo,
      BigDecimal units,
      Rate rate,
      BigDecimal flat)
      implements Step {
    @Override
    public BigDecimal part() {
      return rate.of(units).add(flat);
    }
  }

  /** An amount raised to a minimum. */
  record Raised(BigDecimal amount, BigDecimal minimum) implements Step {
    @Override
    public BigDecimal part() {
      return minimum.subtract(amount);
    }
  }

  /** An amount lowered to a maximum. */
  record Capped(BigDecimal amount, BigDecimal maximum) implements Step {
    @Override
    public BigDecimal part() {
      return maximum.subtract(amount);
    }
  }

  /** An amount multiplied, for a reason. */
  record Multiplied(String reason, BigDecimal amount, BigDecimal multiplier) implements Step {
    @Override
    public BigDecimal part() {
      return amount.multiply(multiplier).subtract(amount);
    }
  }

  /** A formula and what it gave. */
  record Evaluated(String formula, BigDecimal amount) implements Step {
    @Override
    public BigDecimal part() {
      return amount;
    }
  }

  /** In words, for a person. */
  default String words() {
    return switch (this) {
      case Converted s -> "%s converted to %s".formatted(plain(s.quantity), plain(s.result));
      case Allowance s ->
          "%s of %s free, %s priced"
              .formatted(plain(s.used), plain(s.quantity), plain(s.quantityPriced));
      case Chosen s -> "%s: %s".formatted(s.by, s.value);
      case Packaged s ->
          "%s are %s %s of %s, %s priced"
              .formatted(
                  plain(s.quantity),
                  plain(s.packages),
                  s.packages.compareTo(BigDecimal.ONE) == 0 ? "package" : "packages",
                  plain(s.size),
                  plain(s.quantityPriced));
      case Fixed s -> "%s = %s".formatted(s.reason, plain(s.amount));
      case Units s -> units(s);
      case Raised s -> "%s raised to the minimum %s".formatted(plain(s.amount), plain(s.minimum));
      case Capped s -> "%s lowered to the maximum %s".formatted(plain(s.amount), plain(s.maximum));
      case Multiplied s ->
          "%s × %s (%s) = %s"
              .formatted(
                  plain(s.amount),
                  plain(s.multiplier),
                  s.reason,
                  plain(s.amount.multiply(s.multiplier)));
      case Evaluated s -> "%s = %s".formatted(s.formula, plain(s.amount));
    };
  }

  private static String units(Units s) {
    var tier = s.tier == 0 ? "" : "tier %d: ".formatted(s.tier);
    var per = s.rate.per() == 1 ? "" : " ÷ " + s.rate.per();
    var flat = s.flat.signum() == 0 ? "" : " + " + plain(s.flat);
    return "%s%s × %s%s%s = %s"
        .formatted(tier, plain(s.units), plain(s.rate.amount()), per, flat, plain(s.part()));
  }

  private static String plain(BigDecimal value) {
    return Decimals.plain(value);
  }
}
