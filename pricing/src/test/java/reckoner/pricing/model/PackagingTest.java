package reckoner.pricing.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.pricing.model.Tables.decimal;
import static reckoner.pricing.model.Tables.rate;
import static reckoner.pricing.model.Tables.tiers;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.model.Packaging.PackageRounding;

class PackagingTest {
  @ParameterizedTest
  @CsvSource({
    "P-1, 10/5, 5, UP_ON_TOTAL, 0, 0 1 3 5 6 7, 0 10 10 10 20 20",
    "P-2, 10/60, 60, UP_ON_TOTAL, 0, 150, 30",
    "P-3, 0.80/10, 10, UP_ON_TOTAL, 0, 4 11, 0.8 1.6",
    "P-5, 1.25/1000000, 1000000, UP_PER_TIER, 1, 0 10 1000000 1500000, 1.25 1.25 1.25 2.5",
    "down, 10/5, 5, DOWN, 0, 4.9 5 9.9 10, 0 10 10 20",
    "least, 10/5, 5, UP_ON_TOTAL, 3, 0 11 15 16, 30 30 30 40",
    "least, 10/5, 5, DOWN, 1, 0 4 14, 10 10 20",
    "fraction, 10/5, 5, UP_ON_TOTAL, 0, 0.000000000001 5.000000000001, 10 20",
    "part, 10, 0.25, UP_ON_TOTAL, 0, 0.3 0.5, 5 5"
  })
  void wholePackagesArePriced(
      String id,
      String rate,
      String size,
      PackageRounding rounding,
      long minimum,
      String quantities,
      String amounts) {
    var price = new PerUnit(rate(rate), new Packaging(decimal(size), rounding, minimum));
    Tables.prices(id, price, quantities, amounts);
  }

  @ParameterizedTest
  @CsvSource({
    // 4,500 calls are 5 packages, of which 2 lie in the first tier and 3 in the second
    "UP_ON_TOTAL, 4500, 2000:1/1000 *:0.5/1000, 2.5, 3.5",
    // within tiers: 2 and 3 packages; the total itself is not rounded
    "UP_PER_TIER, 4500, 2000:1/1000 *:0.5/1000, 2.5, 3.5",
    // 1,500 in the first tier are 2 packages, 3,000 in the second are 3
    "UP_PER_TIER, 4500, 1500:1/1000 *:0.5/1000, 2.5, 3.5",
    "UP_ON_TOTAL, 4500, 1500:1/1000 *:0.5/1000, 2.5, 3.25",
    "DOWN, 4500, 1500:1/1000 *:0.5/1000, 2, 2.75"
  })
  void packagesAreWholeOnTheTotalOrInEachTier(
      PackageRounding rounding, String quantity, String table, String volume, String graduated) {
    var tiers = tiers(table.replace(' ', ','), new Packaging(decimal("1000"), rounding, 0));
    Tables.prices("volume", new Volume(tiers), quantity, volume);
    Tables.prices("graduated", new Graduated(tiers), quantity, graduated);
  }

  @Test
  void theTierOfAVolumeIsThatOfTheWholePackages() {
    // P-6, and 1,001 calls are 2 packages, beyond the bound of 1,000
    var packaging = new Packaging(decimal("1000"), PackageRounding.UP_ON_TOTAL, 0);
    Tables.prices("P-6", new Volume(tiers("*:1/1000", packaging)), "4500", "5");
    Tables.prices(
        "bound", new Volume(tiers("1000:5/1000, *:1/1000", packaging)), "1000 1001", "5 2");
  }

  @Test
  void thePackagesStandInTheExplanation() {
    var packaging = new Packaging(decimal("100"), PackageRounding.UP_ON_TOTAL, 0);
    assertEquals(
        List.of("101 are 2 packages of 100, 200 priced", "200 × 5 ÷ 100 = 10"),
        new PerUnit(rate("5/100"), packaging)
            .explain(decimal("101")).steps().stream().map(Step::words).toList());
  }

  @Test
  void packagesHaveASizeAndTheirMinimumIsNotNegative() {
    refused(PriceFault.Code.SIZE_NOT_POSITIVE, "0", 0);
    refused(PriceFault.Code.SIZE_NOT_POSITIVE, "-1", 0);
    refused(PriceFault.Code.QUANTITY_NEGATIVE, "1", -1);
  }

  private static void refused(PriceFault.Code code, String size, long minimum) {
    assertEquals(
        code,
        assertThrows(
                PriceFault.class,
                () -> new Packaging(decimal(size), PackageRounding.UP_ON_TOTAL, minimum))
            .code());
  }
}
