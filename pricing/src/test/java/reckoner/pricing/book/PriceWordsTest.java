package reckoner.pricing.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.pricing.book.Prices.perUnit;
import static reckoner.pricing.book.Prices.rate;
import static reckoner.pricing.book.Prices.tiers;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.pricing.model.BurnTable;
import reckoner.pricing.model.ByDimension;
import reckoner.pricing.model.BySize;
import reckoner.pricing.model.ByTime;
import reckoner.pricing.model.Capacity;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.Composite;
import reckoner.pricing.model.CostPlus;
import reckoner.pricing.model.Dynamic;
import reckoner.pricing.model.Flat;
import reckoner.pricing.model.Graduated;
import reckoner.pricing.model.Grouped;
import reckoner.pricing.model.Packaging;
import reckoner.pricing.model.PerUnit;
import reckoner.pricing.model.Percentage;
import reckoner.pricing.model.Price;
import reckoner.pricing.model.RiskAdjusted;
import reckoner.pricing.model.StairStep;
import reckoner.pricing.model.Tiers;
import reckoner.pricing.model.UnitConversion;
import reckoner.pricing.model.Volume;

class PriceWordsTest {
  private static BigDecimal decimal(String text) {
    return new BigDecimal(text);
  }

  static Stream<Arguments> prices() {
    var packages = new Packaging(decimal("100"), Packaging.PackageRounding.UP_ON_TOTAL, 0);
    var least = new Packaging(decimal("100"), Packaging.PackageRounding.UP_PER_TIER, 3);
    return Stream.of(
        Arguments.of(new Flat(decimal("29")), "29.00 flat"),
        Arguments.of(perUnit("0.99"), "0.99 per call"),
        Arguments.of(perUnit("2.5/1000000"), "2.50 per 1,000,000 calls"),
        Arguments.of(
            new PerUnit(rate("5/100"), packages),
            "5.00 per 100 calls, in packages of 100, rounded up"),
        Arguments.of(
            new PerUnit(rate("5/100"), least),
            "5.00 per 100 calls, in packages of 100, rounded up in each tier, at least 3"),
        Arguments.of(
            new Graduated(tiers("1000:0.05, 10000:0.04, *:0.03")),
            "first 1,000 at 0.05, to 10,000 at 0.04, then 0.03"),
        Arguments.of(
            new Graduated(tiers("1000:5/1000+10, *:4/1000")),
            "first 1,000 at 5.00 per 1,000 calls + 10.00 flat, then 4.00 per 1,000 calls"),
        Arguments.of(new Graduated(tiers("*:0.0125+1")), "0.0125 per call + 1.00 flat"),
        Arguments.of(
            new Volume(
                new Tiers(
                    tiers("1000:0.05, *:0.03").tiers(),
                    Tiers.Edge.UPPER_EXCLUSIVE,
                    Tiers.Zero.FIRST_FLAT,
                    null)),
            "all at the rate of the total: to 1,000 at 0.05, any at 0.03, a bound is in the tier it"
                + " begins, the first flat fee even for nothing"),
        Arguments.of(
            new StairStep(tiers("10:0+5, *:0+50")), "to 10 5.00 in all, beyond 50.00 in all"),
        Arguments.of(
            new Capacity(decimal("500"), decimal("20"), perUnit("0.1")),
            "500 calls for 20.00, used or not; beyond: 0.10 per call"),
        Arguments.of(
            new Percentage(
                rate("2.9/100"),
                decimal("0.30"),
                decimal("0.5"),
                decimal("20"),
                10L,
                decimal("99")),
            "2.9 % + 0.30 for each, at least 0.50, at most 20.00, the first 10 calls free, the"
                + " first 99.00 of value free"),
        Arguments.of(Percentage.of(rate("3/100")), "3 % for each"),
        Arguments.of(
            new ByDimension(
                List.of("region"),
                List.of(
                    new ByDimension.Cell(Map.of("region", "eu"), perUnit("5")),
                    new ByDimension.Cell(Map.of(), perUnit("9")))),
            "region eu: 5.00 per call; any other: 9.00 per call"),
        Arguments.of(
            new BySize(
                "input",
                List.of(
                    new BySize.Size(decimal("0"), perUnit("3")),
                    new BySize.Size(decimal("200000"), perUnit("6"))),
                Tiers.Edge.UPPER_INCLUSIVE),
            "3.00 per call; input above 200,000: 6.00 per call"),
        Arguments.of(
            new ByTime(
                ZoneOffset.UTC,
                List.of(
                    ByTime.Window.daily(LocalTime.of(22, 0), LocalTime.of(6, 0), perUnit("1")),
                    new ByTime.Window(
                        EnumSet.of(DayOfWeek.SUNDAY, DayOfWeek.SATURDAY),
                        LocalTime.NOON,
                        LocalTime.of(13, 0),
                        perUnit("2"))),
                perUnit("3")),
            "22:00 to 06:00 Z: 1.00 per call; Sat Sun 12:00 to 13:00 Z: 2.00 per call; otherwise"
                + " 3.00 per call"),
        Arguments.of(
            new Grouped(new Grouped.Scope.EachDay(ZoneId.of("Europe/Berlin")), perUnit("1")),
            "for each day in Europe/Berlin anew: 1.00 per call"),
        Arguments.of(
            new CostPlus("cost", decimal("1.20"), rate("0.5"), rate("2")),
            "cost × 1.2, at least 0.50 per call, at most 2.00 per call"),
        Arguments.of(new Dynamic("offer"), "each call at the offer that it carries"),
        Arguments.of(
            new RiskAdjusted(
                perUnit("1"),
                List.of(
                    new RiskAdjusted.ByValue("review", Map.of("full", decimal("1.50"))),
                    new RiskAdjusted.ByBand("confidence", tiers("0.5:2, *:1")))),
            "1.00 per call, multiplied by risk: review (full × 1.5); confidence (to 0.5 × 2; beyond"
                + " × 1)"),
        Arguments.of(
            new RiskAdjusted(
                perUnit("1"),
                List.of(
                    new RiskAdjusted.ByBand(
                        "confidence",
                        new Tiers(
                            tiers("0.5:2, *:1").tiers(),
                            Tiers.Edge.UPPER_EXCLUSIVE,
                            Tiers.Zero.NOTHING,
                            null)))),
            "1.00 per call, multiplied by risk: confidence (to 0.5 × 2; beyond × 1, a bound is in"
                + " the band it begins)"),
        Arguments.of(
            new Composite(rate("20/100"), List.of("platform", "seats")), "20 % of platform, seats"),
        Arguments.of(
            new BurnTable("kind", Map.of("video", rate("100"), "text", rate("1")), perUnit("0.01")),
            "credits by kind (text 1; video 100); 0.01 per credit"));
  }

  @ParameterizedTest
  @MethodSource("prices")
  void everyPriceIsToldInOneSentence(Price price, String words) {
    assertEquals(words, new PriceWords("call", "calls", 2).of(price));
  }

  @Test
  void termsTellConversionAndAllowanceFirst() {
    var conversion =
        new UnitConversion(
            rate("1/60"), UnitConversion.QuantityRounding.UP, 2, UnitConversion.Place.EACH_EVENT);
    var terms =
        new ChargeTerms(
            conversion,
            decimal("1"),
            ChargeTerms.Remainder.AFTER_ALLOWANCE,
            new Graduated(tiers("10:2, *:1")));
    assertEquals(
        "measured × 1 ÷ 60, rounded up to 2 digits, each event; the first 1 unit free and in the"
            + " first tiers; first 10 at 2.00, then 1.00",
        PriceWords.units().of(terms));
  }

  @Test
  void aLongTableIsListedToItsBoundAndTheRestIsCounted() {
    for (int cells : new int[] {PriceWords.LISTED_MAX, PriceWords.LISTED_MAX + 2}) {
      var matrix =
          new ByDimension(
              List.of("a"),
              IntStream.range(0, cells)
                  .mapToObj(i -> new ByDimension.Cell(Map.of("a", "v" + i), perUnit("1")))
                  .toList());
      var words = PriceWords.units().of(matrix);
      assertEquals(PriceWords.LISTED_MAX, words.split("1.00 per unit", -1).length - 1);
      var end = cells > PriceWords.LISTED_MAX ? "; and 2 more" : "1.00 per unit";
      assertEquals(end, words.substring(words.length() - end.length()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 0.00",
        "2.5; 2.50",
        "0.0125; 0.0125",
        "999; 999.00",
        "1000; 1,000.00",
        "1234567.891; 1,234,567.891",
        "-100; −100.00",
        "-1000; −1,000.00",
        "1E+6; 1,000,000.00"
      })
  void amountsHaveGroupsAndAtLeastTheDigitsOfTheCurrency(BigDecimal amount, String shown) {
    assertEquals(shown, Figures.amount(amount, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0.99; 0.89; −10.1 %",
        "2.50; 2.00; −20 %",
        "1; 2; +100 %",
        "3; 1; −66.7 %",
        "1; 0; −100 %",
        "1; 1.0000001; +0.00001 %",
        "1; 1; 0 %",
        "0; 1; none"
      })
  void aChangeInPercentHasOneDigitAndIsNeverShownAsNone(
      BigDecimal before, BigDecimal after, String shown) {
    assertEquals(shown, Figures.percentChange(before, after).orElse("none"));
  }
}
