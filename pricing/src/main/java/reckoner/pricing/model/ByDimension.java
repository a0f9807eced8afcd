package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A matrix of prices over any number of dimensions. A cell names a value or, by leaving the
 * dimension out, any value. The most specific cell applies: one that names the first dimension goes
 * before one that does not, then by the second, and so on. What no cell covers is unpriced, never
 * free.
 */
public record ByDimension(List<String> dimensions, List<Cell> cells) implements UsagePrice {
  /** A price for the events whose dimensions have these values. */
  public record Cell(Map<String, String> values, Price price) {
    public Cell {
      values = Map.copyOf(values);
    }
  }

  public ByDimension {
    dimensions = List.copyOf(dimensions);
    cells = List.copyOf(cells);
    if (cells.isEmpty()) {
      throw new PriceFault(PriceFault.Code.PRICES_MISSING, "a matrix has a cell");
    }
    var seen = new HashSet<Map<String, String>>();
    for (var cell : cells) {
      if (!dimensions.containsAll(cell.values().keySet())) {
        throw new PriceFault(
            PriceFault.Code.CELL_UNREACHABLE,
            "a cell names dimensions that the matrix has not: " + new TreeMap<>(cell.values()));
      }
      if (!seen.add(cell.values())) {
        throw new PriceFault(
            PriceFault.Code.CELLS_AMBIGUOUS,
            "two cells have the same values: " + new TreeMap<>(cell.values()));
      }
    }
  }

  @Override
  public int[] place(Usage usage) {
    int own = cellOf(usage);
    return Choice.place(own, cells.get(own).price().place(usage));
  }

  @Override
  public boolean isIndifferentWithinPlace() {
    return cells.stream().allMatch(cell -> cell.price().isIndifferentWithinPlace());
  }

  @Override
  public BigDecimal amount(List<Usage> usage, Trace trace) {
    return Choice.amount(
        usage,
        this::cellOf,
        index -> cells.get(index).price(),
        index -> new Step.Chosen("cell", name(cells.get(index))),
        trace);
  }

  private int cellOf(Usage usage) {
    int best = -1;
    for (int i = 0; i < cells.size(); i++) {
      if (covers(cells.get(i), usage) && (best < 0 || isMoreSpecific(i, best))) {
        best = i;
      }
    }
    if (best < 0) {
      throw new PriceFault(
          PriceFault.Code.UNPRICED, "no cell covers " + new TreeMap<>(usage.dimensions()));
    }
    return best;
  }

  private static boolean covers(Cell cell, Usage usage) {
    return usage.dimensions().entrySet().containsAll(cell.values().entrySet());
  }

  private boolean isMoreSpecific(int cell, int than) {
    for (var dimension : dimensions) {
      boolean names = cells.get(cell).values().containsKey(dimension);
      if (names != cells.get(than).values().containsKey(dimension)) {
        return names;
      }
    }
    return false;
  }

  private String name(Cell cell) {
    return String.join(
        ", ",
        dimensions.stream()
            .map(dimension -> dimension + "=" + cell.values().getOrDefault(dimension, "*"))
            .toList());
  }
}
