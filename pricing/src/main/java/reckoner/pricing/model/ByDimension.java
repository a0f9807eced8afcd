package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A matrix of prices over any number of dimensions. A cell names a value or, by leaving the
 * dimension out, any value. The most specific cell applies: one that names the first dimension goes
 * before one that does not, then by the second, and so on. What no cell covers is unpriced, never
 * free.
 */
public final class ByDimension implements UsagePrice {
  private final List<String> dimensions;
  private final List<Cell> cells;
  private final CellIndex<Integer> index;

  /** A price for the events whose dimensions have these values. */
  public record Cell(Map<String, String> values, Price price) {
    public Cell {
      values = Map.copyOf(values);
    }
  }

  public ByDimension(List<String> dimensions, List<Cell> cells) {
    this.dimensions = List.copyOf(dimensions);
    this.cells = List.copyOf(cells);
    if (cells.isEmpty()) {
      throw new PriceFault(PriceFault.Code.PRICES_MISSING, "a matrix has a cell");
    }
    var places = new LinkedHashMap<Map<String, String>, Integer>();
    for (var cell : cells) {
      if (!dimensions.containsAll(cell.values().keySet())) {
        throw new PriceFault(
            PriceFault.Code.CELL_UNREACHABLE,
            "a cell names dimensions that the matrix has not: " + new TreeMap<>(cell.values()));
      }
      if (places.putIfAbsent(cell.values(), places.size()) != null) {
        throw new PriceFault(
            PriceFault.Code.CELLS_AMBIGUOUS,
            "two cells have the same values: " + new TreeMap<>(cell.values()));
      }
    }
    index = CellIndex.of(dimensions, CellIndex.Specificity.FIRST_NAMED, places);
  }

  public List<String> dimensions() {
    return dimensions;
  }

  public List<Cell> cells() {
    return cells;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ByDimension that
        && dimensions.equals(that.dimensions)
        && cells.equals(that.cells);
  }

  @Override
  public int hashCode() {
    return Objects.hash(dimensions, cells);
  }

  @Override
  public String toString() {
    return "ByDimension[dimensions=%s, cells=%s]".formatted(dimensions, cells);
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
    var cell = index.mostSpecific(usage.dimensions());
    if (cell == null) {
      throw new PriceFault(
          PriceFault.Code.UNPRICED, "no cell covers " + new TreeMap<>(usage.dimensions()));
    }
    return cell;
  }

  private String name(Cell cell) {
    return String.join(
        ", ",
        dimensions.stream()
            .map(dimension -> dimension + "=" + cell.values().getOrDefault(dimension, "*"))
            .toList());
  }
}
