package reckoner.pricing.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.pricing.model.Tables.decimal;
import static reckoner.pricing.model.Tables.event;
import static reckoner.pricing.model.Tables.rate;
import static reckoner.pricing.model.Tables.refused;
import static reckoner.pricing.model.Tables.tiers;
import static reckoner.pricing.model.Tables.usage;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.model.ChargeTerms.Charged;
import reckoner.pricing.model.ChargeTerms.Remainder;
import reckoner.pricing.model.Packaging.PackageRounding;
import reckoner.pricing.model.UnitConversion.Place;
import reckoner.pricing.model.UnitConversion.QuantityRounding;

class ChargeTermsTest {
  private static final Graduated TIERED = new Graduated(tiers("100:2, *:1"));

  @ParameterizedTest
  @CsvSource({
    // quantity, allowance used, quantity priced, amount
    "0, 0, 0, 0",
    "99, 99, 0, 0",
    "100, 100, 0, 0",
    "100.5, 100, 0.5, 1",
    "150, 100, 50, 100",
    "250, 100, 150, 250"
  })
  void theAllowanceComesFirstAndTheRemainderStartsAtTheFirstTier(
      String quantity, String used, String priced, String amount) {
    var terms = terms(null, "100", Remainder.FROM_FIRST_TIER, TIERED);
    line(terms, usage(quantity), quantity, used, priced, amount);
  }

  @ParameterizedTest
  @CsvSource({"50, 50, 0, 0", "150, 100, 50, 50", "250, 100, 150, 150", "0, 0, 0, 0"})
  void freeUnitsMayFillTheLowestTiers(String quantity, String used, String priced, String amount) {
    var terms = terms(null, "100", Remainder.AFTER_ALLOWANCE, TIERED);
    line(terms, usage(quantity), quantity, used, priced, amount);
  }

  @ParameterizedTest
  @CsvSource({
    // quantity, free, the rate of each unit
    "0, 0, none",
    "100, 0, 2/1",
    "100.5, 0, 1/1",
    "110, 10, 2/1",
    "111, 10, 1/1",
    "10, 10, none"
  })
  void allUnitsOfAVolumePriceCostWhatTheReachedTierSays(
      String quantity, String free, String price) {
    var volume = new Volume(tiers("100:2, *:1"));
    assertEquals(price, unitPrice(volume, free, Remainder.FROM_FIRST_TIER, quantity));
    assertEquals("none", unitPrice(TIERED, free, Remainder.FROM_FIRST_TIER, quantity));
  }

  @Test
  void aUnitsPriceIsThatOfTheTierThatItsUnitsReach() {
    var volume = new Volume(tiers("100:2, *:1"));
    assertEquals("1/1", unitPrice(volume, "10", Remainder.AFTER_ALLOWANCE, "101"));
    var packages =
        new Volume(
            new Tiers(
                tiers("100:2, *:1").tiers(),
                Tiers.Edge.UPPER_EXCLUSIVE,
                Tiers.Zero.NOTHING,
                new Packaging(decimal("50"), PackageRounding.UP_ON_TOTAL, 0)));
    assertEquals("2/1", unitPrice(packages, "0", Remainder.FROM_FIRST_TIER, "50"));
    assertEquals("1/1", unitPrice(packages, "0", Remainder.FROM_FIRST_TIER, "51"));
    var each = new PerUnit(rate("5/100"));
    assertEquals("5/100", unitPrice(each, "0", Remainder.FROM_FIRST_TIER, "7"));
  }

  private static String unitPrice(
      Price price, String allowance, Remainder remainder, String quantity) {
    var terms = terms(null, allowance, remainder, price);
    return terms
        .unitPrice(terms.charge(usage(quantity)))
        .map(rate -> Decimals.plain(rate.amount()) + "/" + rate.per())
        .orElse("none");
  }

  @Test
  void p4APackageAfterTheFreeUnits() {
    var packages =
        new PerUnit(rate("5/100"), new Packaging(decimal("100"), PackageRounding.UP_ON_TOTAL, 0));
    line(
        terms(null, "100", Remainder.FROM_FIRST_TIER, packages),
        usage("100 101"),
        "201",
        "100",
        "101",
        "10");
  }

  @ParameterizedTest
  @CsvSource({
    // minutes to hours at 10 an hour
    "NONE, TOTAL, 90 15, 1.75, 17.5",
    "UP, TOTAL, 90 15, 2, 20",
    "UP, EACH_EVENT, 90 15, 3, 30",
    "DOWN, EACH_EVENT, 90 15, 1, 10",
    "HALF_UP, EACH_EVENT, 90 29, 2, 20",
    "HALF_UP, TOTAL, 0, 0, 0"
  })
  void unitsAreConvertedAndRoundedInTotalOrForEachEvent(
      QuantityRounding rounding, Place place, String minutes, String hours, String amount) {
    var conversion = new UnitConversion(rate("1/60"), rounding, 0, place);
    line(
        terms(conversion, "0", Remainder.FROM_FIRST_TIER, new PerUnit(rate("10"))),
        usage(minutes),
        hours,
        "0",
        hours,
        amount);
  }

  @Test
  void conversionComesBeforeTheAllowance() {
    var gigabytes = UnitConversion.exact(rate("1/1000000000"));
    line(
        terms(gigabytes, "1", Remainder.FROM_FIRST_TIER, new PerUnit(rate("0.10"))),
        usage("2500000000"),
        "2.5",
        "1",
        "1.5",
        "0.15");
  }

  /** By time window, then by size, whatever arrives first. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anAllowanceIsUsedInTheOrderOfThePricesAndNeverOfArrival(long seed) {
    var bySize =
        new BySize(
            "input",
            List.of(
                new BySize.Size(BigDecimal.ZERO, new PerUnit(rate("1"))),
                new BySize.Size(decimal("1000"), new PerUnit(rate("10")))),
            Tiers.Edge.UPPER_INCLUSIVE);
    var price =
        new ByTime(
            ZoneOffset.UTC,
            List.of(
                ByTime.Window.daily(
                    LocalTime.of(20, 0), LocalTime.of(23, 0), new PerUnit(rate("1000"))),
                ByTime.Window.daily(
                    LocalTime.of(8, 0), LocalTime.of(9, 0), new PerUnit(rate("100")))),
            bySize);
    var events =
        new ArrayList<>(
            List.of(
                at("10", "2026-03-01T21:00:00Z", "1"),
                at("10", "2026-03-01T08:30:00Z", "1"),
                at("10", "2026-03-01T12:00:00Z", "2000"),
                at("6", "2026-03-01T12:00:00Z", "1"),
                at("4", "2026-03-02T13:00:00Z", "1")));
    Collections.shuffle(events, new Random(seed));
    // 10 at 1 are free, then 10 at 10, then 5 of those at 100
    var line = terms(null, "25", Remainder.FROM_FIRST_TIER, price).charge(events);
    assertEquals("10500", line.priced().amountExact().toPlainString(), "seed " + seed);
    assertEquals(line.priced().amountExact(), line.priced().recomputed(), "seed " + seed);
  }

  @Test
  void withinAWindowTheSmallerSizeUsesTheAllowance() {
    var price =
        new ByTime(
            ZoneOffset.UTC,
            List.of(),
            new BySize(
                "input",
                List.of(
                    new BySize.Size(BigDecimal.ZERO, new PerUnit(rate("1"))),
                    new BySize.Size(decimal("1000"), new PerUnit(rate("10")))),
                Tiers.Edge.UPPER_INCLUSIVE));
    var events =
        List.of(at("5", "2026-03-01T12:00:00Z", "2000"), at("5", "2026-03-01T12:00:00Z", "1"));
    for (var usage : List.of(events, events.reversed())) {
      line(terms(null, "5", Remainder.FROM_FIRST_TIER, price), usage, "10", "5", "5", "50");
    }
  }

  @Test
  void ofWindowsWithOneStartTheFirstInTheListUsesTheAllowance() {
    var eight = LocalTime.of(8, 0);
    var nine = LocalTime.of(9, 0);
    var price =
        new ByTime(
            ZoneOffset.UTC,
            List.of(
                new ByTime.Window(
                    EnumSet.of(DayOfWeek.SUNDAY), eight, nine, new PerUnit(rate("100"))),
                ByTime.Window.daily(eight, nine, new PerUnit(rate("10")))),
            new PerUnit(rate("1")));
    var events =
        List.of(at("5", "2026-03-02T08:30:00Z", "1"), at("5", "2026-03-01T08:30:00Z", "1"));
    for (var usage : List.of(events, events.reversed())) {
      line(terms(null, "5", Remainder.FROM_FIRST_TIER, price), usage, "10", "5", "5", "50");
    }
  }

  @Test
  void cellsUseAnAllowanceInTheirOrder() {
    var matrix =
        new ByDimension(
            List.of("type"), List.of(Tables.cell("5", "type", "gpu"), Tables.cell("1")));
    line(
        terms(null, "3", Remainder.FROM_FIRST_TIER, matrix),
        List.of(event("2", "type", "cpu"), event("2", "type", "gpu")),
        "4",
        "3",
        "1",
        "1");
  }

  @Test
  void whatWouldDependOnTheOrderOfArrivalIsRefused() {
    var one = new BigDecimal("1");
    var grouped = new Grouped(new Grouped.Scope.EachRecord(), TIERED);
    for (var price :
        List.of(
            grouped,
            new Dynamic("price"),
            new CostPlus("cost", one, null, null),
            Percentage.of(rate("1/100")),
            new ByDimension(
                List.of(), List.of(new ByDimension.Cell(Map.of(), new Dynamic("price")))),
            new ByTime(ZoneOffset.UTC, List.of(), grouped),
            new ByTime(
                ZoneOffset.UTC,
                List.of(ByTime.Window.daily(LocalTime.MIDNIGHT, LocalTime.NOON, grouped)),
                TIERED),
            new BySize(
                "input",
                List.of(new BySize.Size(BigDecimal.ZERO, grouped)),
                Tiers.Edge.UPPER_INCLUSIVE))) {
      refused(
          PriceFault.Code.ORDER_UNDEFINED,
          () -> terms(null, "1", Remainder.FROM_FIRST_TIER, price));
      refused(
          PriceFault.Code.ORDER_UNDEFINED,
          () -> terms(null, "0", Remainder.AFTER_ALLOWANCE, price));
      var rounded = new UnitConversion(rate("1/60"), QuantityRounding.UP, 0, Place.TOTAL);
      refused(
          PriceFault.Code.ORDER_UNDEFINED,
          () -> terms(rounded, "0", Remainder.FROM_FIRST_TIER, price));
      ChargeTerms.of(price);
      for (var accepted :
          List.of(
              new UnitConversion(rate("1/60"), QuantityRounding.UP, 0, Place.EACH_EVENT),
              new UnitConversion(rate("1/60"), QuantityRounding.NONE, 0, Place.TOTAL))) {
        assertEquals(accepted, terms(accepted, "0", Remainder.FROM_FIRST_TIER, price).conversion());
      }
    }
  }

  @Test
  void boundsOfTheTermsAreChecked() {
    refused(
        PriceFault.Code.QUANTITY_NEGATIVE,
        () -> terms(null, "-1", Remainder.FROM_FIRST_TIER, TIERED));
    refused(PriceFault.Code.SIZE_NOT_POSITIVE, () -> UnitConversion.exact(rate("0")));
    for (int digits : new int[] {-1, 13}) {
      refused(
          PriceFault.Code.BOUNDS_CROSSED,
          () -> new UnitConversion(rate("1"), QuantityRounding.UP, digits, Place.TOTAL));
    }
    for (int digits : new int[] {0, 12}) {
      var conversion = new UnitConversion(rate("1"), QuantityRounding.UP, digits, Place.TOTAL);
      assertEquals(digits, conversion.digits());
    }
  }

  private static ChargeTerms terms(
      @Nullable UnitConversion conversion, String allowance, Remainder remainder, Price price) {
    return new ChargeTerms(conversion, decimal(allowance), remainder, price);
  }

  private static Usage at(String quantity, String time, String input) {
    return new Usage(
        decimal(quantity), Instant.parse(time), Map.of(), Map.of("input", decimal(input)));
  }

  private static void line(
      ChargeTerms terms,
      List<Usage> usage,
      String quantity,
      String allowance,
      String priced,
      String amount) {
    var line = terms.charge(usage);
    assertEquals(
        new Charged(
            decimal(quantity),
            decimal(allowance),
            decimal(priced),
            new Priced(decimal(amount), line.priced().steps())),
        line);
    assertEquals(line.priced().amountExact(), line.priced().recomputed());
  }

  @Test
  void soManyEventsAreOneStepOfTheSameAmount() {
    var events = Collections.nCopies(200_000, Usage.of(new BigDecimal("2.5")));
    var terms =
        new ChargeTerms(
            UnitConversion.exact(new Rate(new BigDecimal("2"), 1)),
            BigDecimal.ZERO,
            ChargeTerms.Remainder.FROM_FIRST_TIER,
            new Grouped(
                new Grouped.Scope.EachRecord(), new PerUnit(new Rate(new BigDecimal("0.1"), 1))));
    assertThrows(PriceFault.class, () -> terms.charge(events));
    var charged = terms.chargeInOneStep(events, "200,000 events");
    assertEquals(new BigDecimal("100000"), charged.priced().amountExact());
    assertEquals(new BigDecimal("1000000"), charged.quantity());
    assertEquals(1, charged.priced().steps().size());
    assertEquals(charged.priced().amountExact(), charged.priced().recomputed());
  }
}
