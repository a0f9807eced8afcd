package reckoner.pricing.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static reckoner.pricing.model.Tables.cell;
import static reckoner.pricing.model.Tables.event;
import static reckoner.pricing.model.Tables.prices;
import static reckoner.pricing.model.Tables.rate;
import static reckoner.pricing.model.Tables.refused;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reckoner.pricing.Decimals;
import reckoner.pricing.model.ByDimension.Cell;

/** Matrices of many cells, and of every set of named dimensions. */
class MatrixTest {
  private static final List<String> DIMENSIONS = List.of("a", "b", "c", "d");

  @Test
  void theCellIsTheOneThatASearchThroughAllOfThemFinds() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      var cells = new ArrayList<Cell>();
      cells.add(new Cell(Map.of(), new Flat(BigDecimal.ZERO)));
      for (int i = 1; i < 80; i++) {
        var values = values(random);
        if (cells.stream().noneMatch(cell -> cell.values().equals(values))) {
          cells.add(new Cell(values, new Flat(BigDecimal.valueOf(i))));
        }
      }
      var matrix = new ByDimension(DIMENSIONS, cells);
      for (int i = 0; i < 100; i++) {
        var event = values(random);
        assertEquals(
            search(cells, event),
            matrix
                .explain(List.of(new Usage(BigDecimal.ONE, Instant.EPOCH, event, Map.of())))
                .amountExact(),
            () -> "seed %d: %s of %s".formatted(seed, event, cells));
      }
    }
  }

  private static BigDecimal search(List<Cell> cells, Map<String, String> event) {
    var covering =
        new ArrayList<>(
            cells.stream()
                .filter(cell -> event.entrySet().containsAll(cell.values().entrySet()))
                .toList());
    for (var dimension : DIMENSIONS) {
      if (covering.stream().anyMatch(cell -> cell.values().containsKey(dimension))) {
        covering.removeIf(cell -> !cell.values().containsKey(dimension));
      }
    }
    assertEquals(1, covering.size());
    return ((Flat) covering.getFirst().price()).amount();
  }

  private static Map<String, String> values(SplittableRandom random) {
    var values = new HashMap<String, String>();
    for (var dimension : DIMENSIONS) {
      int value = random.nextInt(4);
      if (value > 0) {
        values.put(dimension, "v" + value);
      }
    }
    return values;
  }

  @Test
  void aMatrixOfOneHundredThousandCellsPricesEachEventByItsOwn() {
    var cells =
        IntStream.range(0, 100_000)
            .mapToObj(i ->
                new Cell(
                    Map.of("a", "x" + i / 317, "b", "y" + i % 317),
                    new Flat(BigDecimal.valueOf(i))))
            .toList();
    var matrix = new ByDimension(List.of("a", "b"), cells);
    for (int i = 0; i < 100_000; i += 7) {
      var usage = List.of(event("1", "a", "x" + i / 317, "b", "y" + i % 317));
      assertEquals(BigDecimal.valueOf(i), matrix.amount(usage, Trace.off()));
    }
  }

  @Test
  void textsOfOneHashAreTwoValues() {
    // "Aa" and "BB" have the same hash
    var matrix = new ByDimension(List.of("a"), List.of(cell("1", "a", "Aa"), cell("2", "a", "BB")));
    prices("both", matrix, List.of(event("1", "a", "Aa"), event("10", "a", "BB")), "21");
    refused(
        PriceFault.Code.UNPRICED, () -> matrix.amount(List.of(event("1", "a", "Cc")), Trace.off()));
  }

  @Test
  void matricesOfTheSameDimensionsAndCellsAreEqual() {
    var one = new ByDimension(List.of("a"), List.of(cell("1", "a", "x")));
    var same = new ByDimension(List.of("a"), List.of(cell("1.0", "a", "x")));
    assertEquals(one, same);
    assertEquals(one.hashCode(), same.hashCode());
    assertEquals(one.toString(), same.toString());
    assertNotEquals(one, new ByDimension(List.of("a"), List.of(cell("2", "a", "x"))));
    assertNotEquals(one, new ByDimension(List.of("a", "b"), one.cells()));
    var other = new ByDimension(List.of("b", "a"), List.of(cell("1", "b", "x")));
    assertNotEquals(one.hashCode(), other.hashCode());
    assertEquals(List.of("b", "a"), other.dimensions());
    assertEquals("ByDimension[dimensions=[a], cells=%s]".formatted(one.cells()), one.toString());
  }

  @Test
  void anAmountIsMultipliedExactlyAndSaysWhy() {
    var charged =
        ChargeTerms.of(new PerUnit(rate("0.000000000000000001")))
            .charge(List.of(event("3")))
            .times("list price", new BigDecimal("0.333333"));
    assertEquals("0.000000000000000000999999", Decimals.plain(charged.priced().amountExact()));
    assertEquals(charged.priced().amountExact(), charged.priced().recomputed());
    assertEquals(new BigDecimal("3"), charged.quantityPriced());
  }
}
