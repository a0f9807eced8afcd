package reckoner.pricing.book;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reckoner.pricing.book.MigratingContract.Expected;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.PriceFault;

/** What a ladder makes of expected usage at a time. */
sealed interface ExpectedPrice {
  /** No rung has a price. */
  record None() implements ExpectedPrice {}

  record Amount(LadderPrice price, BigDecimal amountExact) implements ExpectedPrice {}

  /** There is a price, and it has no amount for this usage. */
  record Faulty(LadderPrice price, PriceFault fault) implements ExpectedPrice {}

  static ExpectedPrice of(Ladder ladder, Expected expected, Instant time) {
    var usage = expected.usage();
    var price = ladder.find(expected.product(), usage.dimensions(), time);
    if (price == null) {
      return new None();
    }
    try {
      return new Amount(price, price.charge(List.of(usage)).priced().amountExact());
    } catch (PriceFault fault) {
      return new Faulty(price, fault);
    }
  }

  /** Whether such usage has no price (RULES D5); one that lacks a quantity may well have one. */
  default boolean isUnpriced() {
    return switch (this) {
      case None() -> true;
      case Amount _ -> false;
      case Faulty(_, var fault) -> fault.code() == PriceFault.Code.UNPRICED;
    };
  }

  /** The terms of the price; none where there is no price. */
  default Optional<ChargeTerms> terms() {
    return switch (this) {
      case None() -> Optional.empty();
      case Amount(var price, _) -> Optional.of(price.entry().terms());
      case Faulty(var price, _) -> Optional.of(price.entry().terms());
    };
  }
}
