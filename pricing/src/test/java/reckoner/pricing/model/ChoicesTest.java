package reckoner.pricing.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.pricing.model.Tables.cell;
import static reckoner.pricing.model.Tables.decimal;
import static reckoner.pricing.model.Tables.event;
import static reckoner.pricing.model.Tables.prices;
import static reckoner.pricing.model.Tables.rate;
import static reckoner.pricing.model.Tables.refused;
import static reckoner.pricing.model.Tables.tiers;
import static reckoner.pricing.model.Tables.usage;
import static reckoner.pricing.model.Tables.with;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Decimals;
import reckoner.pricing.model.ByDimension.Cell;
import reckoner.pricing.model.ByTime.Window;
import reckoner.pricing.model.Grouped.Scope;

class ChoicesTest {
  private static final PerUnit ONE = new PerUnit(rate("1"));

  @Test
  void theMostSpecificCellOfAMatrixApplies() {
    var matrix =
        new ByDimension(
            List.of("region", "type"),
            List.of(
                cell("100"),
                cell("10", "type", "gpu"),
                cell("5", "region", "eu"),
                cell("1", "region", "eu", "type", "gpu")));
    prices("both", matrix, List.of(event("2", "region", "eu", "type", "gpu")), "2");
    prices("region before type", matrix, List.of(event("2", "region", "eu", "type", "cpu")), "10");
    prices("type", matrix, List.of(event("2", "region", "us", "type", "gpu")), "20");
    prices("other properties", matrix, List.of(event("2", "region", "us", "user", "x")), "200");
    prices("none", matrix, List.of(event("2")), "200");
    prices("nothing", matrix, List.of(), "0");
    assertEquals(
        List.of("cell: region=eu, type=*", "2 × 5 = 10"),
        matrix.explain(List.of(event("2", "region", "eu"))).steps().stream()
            .map(Step::words)
            .toList());
  }

  @Test
  void eachCellHasACounterOfItsOwn() {
    var tiered = new Graduated(tiers("10:2, *:1"));
    var matrix =
        new ByDimension(
            List.of("team"),
            List.of(new Cell(Map.of("team", "a"), tiered), new Cell(Map.of(), tiered)));
    prices(
        "counters",
        matrix,
        List.of(event("10", "team", "a"), event("10", "team", "b"), event("5", "team", "a")),
        "45");
  }

  @Test
  void aMatrixHasNoSilentGapAndNoAmbiguity() {
    var matrix = new ByDimension(List.of("region"), List.of(cell("5", "region", "eu")));
    refused(PriceFault.Code.UNPRICED, () -> matrix.explain(List.of(event("1", "region", "us"))));
    refused(PriceFault.Code.UNPRICED, () -> matrix.explain(List.of(event("1"))));
    refused(
        PriceFault.Code.CELLS_AMBIGUOUS,
        () -> new ByDimension(List.of("region"), List.of(cell("5"), cell("6"))));
    refused(
        PriceFault.Code.CELL_UNREACHABLE,
        () -> new ByDimension(List.of("region"), List.of(cell("5", "type", "gpu"))));
    refused(PriceFault.Code.PRICES_MISSING, () -> new ByDimension(List.of("region"), List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "A-3, 3/1000000 200000:6/1000000, 100000, 0.3",
    "A-3, 3/1000000 200000:6/1000000, 200000, 0.6",
    "A-3, 3/1000000 200000:6/1000000, 200001, 1.200006",
    "A-3, 3/1000000 200000:6/1000000, 1000000, 6",
    "A-4, 1/1000000 100000:.8/1000000 500000:.6/1000000 1000000:.4/1000000, 50000, 0.05",
    "A-4, 1/1000000 100000:.8/1000000 500000:.6/1000000 1000000:.4/1000000, 300000, 0.24",
    "A-4, 1/1000000 100000:.8/1000000 500000:.6/1000000 1000000:.4/1000000, 750000, 0.45",
    "A-4, 1/1000000 100000:.8/1000000 500000:.6/1000000 1000000:.4/1000000, 2000000, 0.8"
  })
  void theSizeOfARequestPricesTheWholeRequest(
      String id, String sizes, String input, String amount) {
    var price = bySize(sizes, Tiers.Edge.UPPER_INCLUSIVE);
    prices(id, price, List.of(request(input, input)), amount);
  }

  @Test
  void outputIsPricedByTheSizeOfTheInput() {
    var price = bySize("10 100:15", Tiers.Edge.UPPER_INCLUSIVE);
    prices("small", price, List.of(request("100", "2")), "20");
    prices("large", price, List.of(request("101", "2"), request("100", "2")), "50");
    var exclusive = bySize("10 100:15", Tiers.Edge.UPPER_EXCLUSIVE);
    prices("at the bound", exclusive, List.of(request("100", "2")), "30");
    refused(PriceFault.Code.QUANTITY_MISSING, () -> price.explain(usage("1")));
    refused(
        PriceFault.Code.TIERS_UNORDERED,
        () -> bySize("10 100:1 100:2", Tiers.Edge.UPPER_INCLUSIVE));
    refused(
        PriceFault.Code.TIERS_GAP,
        () ->
            new BySize(
                "input",
                List.of(new BySize.Size(BigDecimal.ONE, ONE)),
                Tiers.Edge.UPPER_INCLUSIVE));
  }

  @ParameterizedTest
  @CsvSource({
    // Friday to Saturday over midnight in Berlin, and a Saturday by day
    "2026-03-06T20:59:59Z, 1",
    "2026-03-06T21:00:00Z, 2",
    "2026-03-07T04:59:59Z, 2",
    "2026-03-07T05:00:00Z, 1",
    "2026-03-07T11:00:00Z, 3",
    "2026-03-07T21:00:00Z, 1",
    "2026-03-06T04:00:00Z, 1"
  })
  void theLocalTimeOfAnEventChoosesItsPrice(Instant time, String amount) {
    var price =
        new ByTime(
            ZoneId.of("Europe/Berlin"),
            List.of(
                new Window(
                    EnumSet.of(DayOfWeek.FRIDAY),
                    LocalTime.of(22, 0),
                    LocalTime.of(6, 0),
                    new PerUnit(rate("2"))),
                new Window(
                    EnumSet.of(DayOfWeek.SATURDAY),
                    LocalTime.NOON,
                    LocalTime.of(13, 0),
                    new PerUnit(rate("3")))),
            ONE);
    prices(time.toString(), price, List.of(Usage.of(BigDecimal.ONE, time)), amount);
  }

  @Test
  void aWindowHasADayAndADailyOneHasAll() {
    refused(
        PriceFault.Code.WINDOW_EMPTY,
        () -> new Window(EnumSet.noneOf(DayOfWeek.class), LocalTime.MIN, LocalTime.NOON, ONE));
    var morning = Window.daily(LocalTime.MIDNIGHT, LocalTime.NOON, new PerUnit(rate("5")));
    var price = new ByTime(ZoneOffset.UTC, List.of(morning), ONE);
    for (int day = 1; day <= 7; day++) {
      var time = Instant.parse("2026-03-0" + day + "T11:59:59Z");
      prices("morning", price, List.of(Usage.of(BigDecimal.ONE, time)), "5");
      prices("noon", price, List.of(Usage.of(BigDecimal.ONE, time.plusSeconds(1))), "1");
    }
    assertEquals(
        "window: otherwise",
        price
            .explain(List.of(Usage.of(BigDecimal.ONE, Instant.parse("2026-03-01T12:00:00Z"))))
            .steps()
            .getFirst()
            .words());
  }

  /** Records of two files, two customers' groups and two months; the tiers are of a volume. */
  @ParameterizedTest
  @CsvSource({
    "G-1, period, 1440, 1755",
    "G-2, record, 1670, 1965",
    "G-3, day, 1600, 1835",
    "G-4, group, 1540, 1835",
    "G-5, file, 1540, 1950"
  })
  void theScopeOfTheCounterDecidesTheTier(
      String id, String scope, String january, String february) {
    var volume = new Volume(tiers("50:11, 100:10, *:9"));
    var price =
        switch (scope) {
          case "period" -> volume;
          case "record" -> new Grouped(new Scope.EachRecord(), volume);
          case "day" -> new Grouped(new Scope.EachDay(ZoneOffset.UTC), volume);
          default -> new Grouped(new Scope.EachValue(scope), volume);
        };
    prices(
        id,
        price,
        List.of(
            record("2026-01-01", "20", "A", "1"),
            record("2026-01-16", "90", "A", "1"),
            record("2026-01-01", "50", "B", "2")),
        january);
    prices(
        id,
        price,
        List.of(
            record("2026-02-01", "80", "B", "1"),
            record("2026-02-16", "15", "A", "1"),
            record("2026-02-16", "100", "A", "2")),
        february);
  }

  @Test
  void g6AnEarlierRecordThatComesLaterIsPricedByTheCumulativeQuantity() {
    var tiered = new Graduated(tiers("10:2, 20:3, *:5"));
    // 15 units first, then 6 more, 1 of them backdated
    prices("G-6", tiered, usage("3 5 7"), "35");
    prices("G-6", tiered, usage("3 5 7 1 5"), "55");
    assertEquals("20", Decimals.plain(tiered.marginal(decimal("15"), decimal("6"))));
  }

  @Test
  void eachHourOfALocalClockIsABucketOfItsOwn() {
    var price =
        new Grouped(
            new Scope.EachHour(ZoneId.of("Europe/Berlin")), new Graduated(tiers("10:2, *:1")));
    // the hour that the end of summer time repeats is two hours
    prices(
        "hours",
        price,
        IntStream.of(0, 30, 60, 119)
            .mapToObj(minute ->
                Usage.of(
                    decimal("10"), Instant.parse("2026-10-25T00:00:00Z").plusSeconds(minute * 60L)))
            .toList(),
        "60");
    prices("nothing", price, List.of(), "0");
  }

  @Test
  void tokensArePricedByTheirClass() {
    //
    var classes =
        new ByDimension(
            List.of("class"),
            List.of(
                cell("3/1000000", "class", "input"),
                cell("15/1000000", "class", "output"),
                cell("0.30/1000000", "class", "cache read"),
                cell("3.75/1000000", "class", "cache write"),
                cell("10/1000", "class", "search")));
    prices(
        "A-2",
        classes,
        List.of(
            event("105", "class", "input"),
            event("6039", "class", "output"),
            event("7123", "class", "cache read"),
            event("7345", "class", "cache write"),
            event("1", "class", "search")),
        "0.13058065");
    prices(
        "A-1",
        classes,
        List.of(
            event("100000", "class", "cache write"),
            event("1000000", "class", "cache read"),
            event("10000", "class", "output")),
        "0.825");
  }

  private static BySize bySize(String sizes, Tiers.Edge edge) {
    return new BySize(
        "input",
        Arrays.stream(sizes.split(" "))
            .map(size -> {
              var parts = size.split(":");
              return parts.length == 1
                  ? new BySize.Size(BigDecimal.ZERO, new PerUnit(rate(parts[0])))
                  : new BySize.Size(decimal(parts[0]), new PerUnit(rate(parts[1])));
            })
            .toList(),
        edge);
  }

  private static Usage request(String input, String quantity) {
    return with(quantity, "input", input);
  }

  private static Usage record(String day, String quantity, String group, String file) {
    return new Usage(
        decimal(quantity),
        Instant.parse(day + "T00:00:00Z"),
        Map.of("group", group, "file", file),
        Map.of());
  }
}
