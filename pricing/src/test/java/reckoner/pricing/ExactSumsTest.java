package reckoner.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.UsageLine.Band;
import reckoner.pricing.model.PerUnit;
import reckoner.pricing.model.Trace;

/** Money and quantities against whole numbers and fractions that are computed another way. */
class ExactSumsTest {
  private static final int SUMS = 100_000;

  /** A fraction of two whole numbers, added and compared without any rounding. */
  private record Rational(BigInteger numerator, BigInteger denominator) {
    static final Rational ZERO = new Rational(BigInteger.ZERO, BigInteger.ONE);

    static Rational of(BigDecimal value) {
      return value.scale() <= 0
          ? new Rational(value.toBigIntegerExact(), BigInteger.ONE)
          : new Rational(value.unscaledValue(), BigInteger.TEN.pow(value.scale()));
    }

    Rational plus(Rational other) {
      return new Rational(
          numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
          denominator.multiply(other.denominator));
    }

    Rational times(Rational other) {
      return new Rational(
          numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    Rational per(long units) {
      return new Rational(numerator, denominator.multiply(BigInteger.valueOf(units)));
    }

    /** Half away from zero, in units of the currency: the nearest whole number. */
    BigInteger minorUnits(int digits) {
      var scaled = numerator.multiply(BigInteger.TEN.pow(digits)).multiply(BigInteger.TWO);
      return scaled
          .abs()
          .add(denominator)
          .divide(denominator.multiply(BigInteger.TWO))
          .multiply(BigInteger.valueOf(numerator.signum()));
    }
  }

  @Test
  @Tag("F28")
  void aHundredThousandSumsAreThoseOfExactFractions() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("ExactSumsTest seed " + seed + " (repeat with -Dseed=" + seed + ")");
    var random = new SplittableRandom(seed);
    for (int round = 0; round < SUMS; round++) {
      long per = List.of(1L, 1_000L, 1_000_000L).get(random.nextInt(3));
      var bands = new ArrayList<Band>();
      var exact = Rational.ZERO;
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        var price = BigDecimal.valueOf(random.nextLong(1_000_000_000_000L), random.nextInt(19));
        var quantity = BigDecimal.valueOf(random.nextLong(1_000_000_000_000L), random.nextInt(13));
        bands.add(new Band("", new Rate(price, per), quantity));
        exact = exact.plus(Rational.of(price).times(Rational.of(quantity)).per(per));
      }
      var usd = Currencies.of("USD");
      var line = UsageLine.compute(bands, BigDecimal.ZERO, BigDecimal.ONE, usd);
      var found = Rational.of(line.amountExact());
      int at = round;
      assertEquals(
          exact.numerator().multiply(found.denominator()),
          found.numerator().multiply(exact.denominator()),
          () -> "exact, sum %d of seed %d".formatted(at, seed));
      assertEquals(
          exact.minorUnits(2),
          line.amount().movePointRight(2).toBigIntegerExact(),
          () -> "rounded, sum %d of seed %d".formatted(at, seed));
    }
  }

  /** The number of digits is that of ISO 4217, and no amount is a hundred times too large. */
  @Test
  @Tag("F34")
  void everyCurrencyIsRoundedToItsOwnMinorUnit() {
    int seen = 0;
    var price = new PerUnit(new Rate(new BigDecimal("1234.56789"), 1));
    for (var currency : Currency.getAvailableCurrencies()) {
      int digits = currency.getDefaultFractionDigits();
      if (digits < 0) { // gold and such
        continue;
      }
      var rounding = Rounding.of(Currencies.of(currency.getCurrencyCode()));
      var amount = rounding.round(price.amount(BigDecimal.ONE, Trace.off()));
      assertEquals(digits, amount.scale(), currency.getCurrencyCode());
      assertEquals(
          new BigDecimal("1234.56789").setScale(digits, RoundingMode.HALF_UP),
          amount,
          currency.getCurrencyCode());
      seen++;
    }
    assertTrue(seen > 150, "currencies: " + seen);
  }

  @ParameterizedTest
  @Tag("F34")
  @CsvSource({
    "JPY,1235",
    "USD,1234.57",
    "KWD,1234.568",
    "CLF,1234.5679",
    "VND,1235",
    "BHD,1234.568"
  })
  void wellKnownCurrenciesHaveTheirDigits(String currency, String amount) {
    var exact = new BigDecimal("1234.56789");
    assertEquals(amount, Rounding.of(Currencies.of(currency)).round(exact).toPlainString());
  }

  /** Beyond 2^31 and 2^63 units, in currencies of large numbers. */
  @ParameterizedTest
  @Tag("F35")
  @CsvSource({
    "VND,2147483648,25000,53687091200000",
    "IDR,9223372036854775808,16000.5,147578564275694840315904",
    "VND,99999999999999999999999999,1,99999999999999999999999999",
    "KWD,99999999999999999999999999,0.001,99999999999999999999999.999"
  })
  void quantitiesAndAmountsGoBeyondMachineNumbers(
      String currency, String quantity, String price, String expected) {
    var rounding = Rounding.of(Currencies.of(currency));
    var exact =
        new PerUnit(new Rate(new BigDecimal(price), 1))
            .amount(new BigDecimal(quantity), Trace.off());
    assertEquals(
        new BigDecimal(expected).setScale(rounding.digits(), RoundingMode.HALF_UP).toPlainString(),
        rounding.round(exact).toPlainString());
    assertEquals(
        Rational.of(new BigDecimal(quantity))
            .times(Rational.of(new BigDecimal(price)))
            .minorUnits(rounding.digits()),
        rounding.round(exact).movePointRight(rounding.digits()).toBigIntegerExact());
  }
}
