package reckoner.pricing.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.pricing.model.Tables.decimal;
import static reckoner.pricing.model.Tables.refused;
import static reckoner.pricing.model.Tables.rows;
import static reckoner.pricing.model.Tables.tiers;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Decimals;

class TiersTest {
  private static final String SEATS = "5:7, 10:6.50, *:6";
  private static final String FLATS = "5:5+10, 10:4+20, 15:3+30, 20:2+40, *:1+50";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "T-1; 5:7, 10:6.50, *:6; 0 1 5 6 20 25; 0 7 35 39 120 150",
        "T-3; 5:5+10, 10:4+20, 15:3+30, 20:2+40, *:1+50; 12; 66",
        "T-7; 10:0.50, 1000:0.40, *:0.40; 10 101; 5 40.4",
        "T-10; 1000:0.10, 10000:0.05, *:0.01; 15000; 150",
        "T-12; 10000:0.0010+10, 50000:0.0008+10, 100000:0.0006+10, *:0.0004+10; 65000; 49",
        "T-14; *:0+99; 160; 99",
        "edge; 5:7, *:6; 5 5.000000000001 0.000000000001; 35 30.000000000006 0.000000000007",
        "huge; 1000:2/1000, *:1/1000; 99999999999999999999999999; 99999999999999999999999.999"
      })
  void volumePricesAllUnitsAtTheTierOfTheTotal(
      String id, String table, String quantities, String amounts) {
    Tables.prices(id, new Volume(tiers(table)), quantities, amounts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "T-2; 5:7, 10:6.50, *:6; 0 1 5 6 20 25; 0 7 35 41.5 127.5 157.5",
        "T-4; 5:5+10, 10:4+20, 15:3+30, 20:2+40, *:1+50; 12; 111",
        "T-6; 10000:0.001, 100000:0.0008, *:0.0005; 150000; 107",
        "T-8; 5:0, 10:1, *:1.50; 12; 8",
        "T-9; 10:0.8, 20:0.7, *:1; 25; 20",
        "T-10; 1000:0.10, 10000:0.05, *:0.01; 15000; 600",
        "T-11; 1000:0.01, 10000:0.008, *:0.005; 15000; 107",
        "T-13; 100:0, 200:2, *:2; 130; 60",
        "T-15; 500:0, 1000:0.10, 3000:0.08, 10000:0.06, *:0.15; 12000; 930",
        "T-16; 20:15, 25:10, 30:8, *:5; 10 50; 150 490",
        "edge; 5:7, *:6; 5 5.000000000001; 35 35.000000000006",
        "entered; 5:1+10, *:1+100; 5 5.000000000001; 15 115.000000000001",
        "huge; 1000:2/1000, *:1/1000; 99999999999999999999999999; 100000000000000000000000.999"
      })
  void graduatedPricesEachUnitAtItsTier(
      String id, String table, String quantities, String amounts) {
    Tables.prices(id, new Graduated(tiers(table)), quantities, amounts);
  }

  @Test
  void aQuantityOfZeroPaysTheFirstFlatFeeWhereThePolicySaysSo() {
    var tiers = Tables.firstFlatAtZero(FLATS);
    Tables.prices("T-5", new Volume(tiers), "0", "10");
    Tables.prices("T-5", new Graduated(tiers), "0", "10");
    Tables.prices("default", new Volume(tiers(FLATS)), "0", "0");
    Tables.prices("default", new Graduated(tiers(FLATS)), "0", "0");
  }

  @Test
  void anExclusiveBoundBelongsToTheTierThatItBegins() {
    Tables.prices("volume", new Volume(Tables.exclusive(SEATS)), "4.9 5 10", "34.3 32.5 60");
    var flats = Tables.exclusive("5:1+10, *:1+100");
    Tables.prices("graduated", new Graduated(flats), "4.9 5", "14.9 115");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // the second step of transactions of 500, 550 and 4,000 enters the second tier, the third
        // none
        "T-17; 1000:1/100+200, 10000:2/100+300, *:3/100+400; 500 550 4000; 205 306 80",
        "none; 1000:1/100, *:2/100; 0 1000 0 1; 0 10 0 0.02"
      })
  void graduatedPercentageIsGraduatedOverAnAmount(
      String id, String table, String transactions, String amounts) {
    var price = new Graduated(tiers(table));
    var before = BigDecimal.ZERO;
    var parts = amounts.split(" ");
    int i = 0;
    for (var transaction : transactions.split(" ")) {
      var amount = price.marginal(before, decimal(transaction));
      assertEquals(parts[i++], Decimals.plain(amount), id);
      before = before.add(decimal(transaction));
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,5", "10,5", "10.5,20", "100,20", "101,50"})
  void aStairStepHasOneAmountForItsBand(String quantity, String amount) {
    Tables.prices("stair", new StairStep(tiers("10:0+5, 100:0+20, *:0+50")), quantity, amount);
  }

  @ParameterizedTest
  @CsvSource({"0,29", "500,29", "501,29.1", "1500,129"})
  void aCapacityIsPaidUsedOrNotAndOverageBeyond(String quantity, String amount) {
    var overage = new PerUnit(Tables.rate("0.10"));
    Tables.prices(
        "capacity", new Capacity(decimal("500"), decimal("29"), overage), quantity, amount);
  }

  @Test
  void feesAndCapacitiesAreNotBelowZero() {
    var free = new PerUnit(Tables.rate("0"));
    refused(PriceFault.Code.AMOUNT_NEGATIVE, () -> new Flat(decimal("-1")));
    refused(
        PriceFault.Code.QUANTITY_NEGATIVE,
        () -> new Capacity(decimal("-1"), BigDecimal.ZERO, free));
    refused(
        PriceFault.Code.AMOUNT_NEGATIVE, () -> new Capacity(BigDecimal.ZERO, decimal("-1"), free));
    Tables.prices("nothing", new Capacity(BigDecimal.ZERO, BigDecimal.ZERO, free), "0 1", "0 0");
    Tables.prices("nothing", new Flat(BigDecimal.ZERO), "0 1", "0 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "5:1; TIERS_NOT_OPEN",
        "*:1, *:2; TIERS_UNORDERED",
        "5:1, 5:2, *:3; TIERS_UNORDERED",
        "10:1, 5:2, *:3; TIERS_UNORDERED",
        "0:1, *:3; TIERS_UNORDERED",
        "-1:1, *:3; TIERS_UNORDERED",
        "5:1+-1, *:3; AMOUNT_NEGATIVE"
      })
  @Tag("F31")
  void aTableThatDoesNotCoverEveryQuantityOnceIsRefused(String table, PriceFault.Code code) {
    assertEquals(code, assertThrows(PriceFault.class, () -> tiers(table)).code());
  }

  @ParameterizedTest
  @CsvSource({"0 5 10,", "0 6 10,TIERS_GAP", "0 4 10,TIERS_OVERLAP", "1 5 10,TIERS_GAP"})
  @Tag("F31")
  void statedStartsMeetTheEndsBefore(String starts, PriceFault.Code code) {
    var tiers = tiers(SEATS);
    var stated = Arrays.stream(starts.split(" ")).map(Tables::decimal).toList();
    if (code == null) {
      tiers.requireStarts(stated);
    } else {
      var fault = assertThrows(PriceFault.class, () -> tiers.requireStarts(stated));
      assertEquals(code, fault.code());
    }
  }

  @Test
  void aStartThatDoesNotMeetIsNamedByItsTier() {
    var stated = List.of(decimal("0"), decimal("6"), decimal("10"));
    assertEquals(
        "tier 2 starts at 6, the one before ends at 5",
        assertThrows(PriceFault.class, () -> tiers(SEATS).requireStarts(stated)).getMessage());
  }

  @Test
  void noTiersAndANegativeQuantityAreRefused() {
    assertEquals(
        PriceFault.Code.TIERS_NOT_OPEN,
        assertThrows(PriceFault.class, () -> Tiers.of(List.of())).code());
    for (var price :
        List.of(
            new Graduated(tiers(SEATS)),
            new Volume(tiers(SEATS)),
            new PerUnit(Tables.rate("1")),
            new Capacity(BigDecimal.ONE, BigDecimal.ONE, new PerUnit(Tables.rate("1"))))) {
      var fault = assertThrows(PriceFault.class, () -> price.amount(decimal("-1"), Trace.off()));
      assertEquals(PriceFault.Code.QUANTITY_NEGATIVE, fault.code());
    }
    assertEquals(
        PriceFault.Code.BOUNDS_CROSSED,
        assertThrows(PriceFault.class, () -> new StairStep(tiers(SEATS))).code());
  }

  @Test
  void aVolumeSaysFromWhereToWhereItsTierReaches() {
    var bounds = new ArrayList<String>();
    for (var quantity : List.of("5", "6", "11")) {
      var step = new Volume(tiers(SEATS)).explain(decimal(quantity)).steps().getFirst();
      var tier = assertInstanceOf(Step.Units.class, step);
      bounds.add(tier.tier() + ": " + tier.from() + " to " + tier.upTo());
    }
    assertEquals(List.of("1: 0 to 5", "2: 5 to 10", "3: 10 to null"), bounds);
  }

  @Test
  void theExplanationNamesEachTierWithItsUnitsRateAndFlatFee() {
    var priced = new Graduated(tiers("5:7+1, 10:6.50, *:6000/1000")).explain(decimal("12"));
    assertEquals(
        List.of("tier 1: 5 × 7 + 1 = 36", "tier 2: 5 × 6.5 = 32.5", "tier 3: 2 × 6000 ÷ 1000 = 12"),
        priced.steps().stream().map(Step::words).toList());
    assertEquals("80.5", priced.amountExact().toPlainString());
    assertEquals(
        new Step.Units(
            2,
            decimal("5"),
            decimal("10"),
            decimal("5"),
            rows("*:6.5").getFirst().rate(),
            BigDecimal.ZERO),
        priced.steps().get(1));
  }
}
