package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.List;
import reckoner.pricing.Decimals;

/**
 * Another quantity of the same event chooses the price of the whole event, such as the input of a
 * request for its output (RULES D6). Each size has a counter of its own.
 *
 * @param quantity the name of the quantity that chooses
 * @param sizes the first from 0, ascending
 * @param edge whether a size that is exactly a bound is still within the size before
 */
public record BySize(String quantity, List<Size> sizes, Tiers.Edge edge) implements UsagePrice {
  /** A price for events beyond a size. */
  public record Size(BigDecimal above, Price price) {
    public Size {
      above = Decimals.normalise(above);
    }
  }

  public BySize {
    sizes = List.copyOf(sizes);
    if (sizes.isEmpty() || sizes.getFirst().above().signum() != 0) {
      throw new PriceFault(PriceFault.Code.TIERS_GAP, "the first size starts at 0");
    }
    for (int i = 1; i < sizes.size(); i++) {
      if (sizes.get(i).above().compareTo(sizes.get(i - 1).above()) <= 0) {
        throw new PriceFault(
            PriceFault.Code.TIERS_UNORDERED,
            "sizes ascend: %s after %s"
                .formatted(
                    Decimals.plain(sizes.get(i).above()),
                    Decimals.plain(sizes.get(i - 1).above())));
      }
    }
  }

  @Override
  public int[] place(Usage usage) {
    int own = sizeOf(usage);
    return Choice.place(own, sizes.get(own).price().place(usage));
  }

  @Override
  public boolean isIndifferentWithinPlace() {
    return sizes.stream().allMatch(size -> size.price().isIndifferentWithinPlace());
  }

  @Override
  public BigDecimal amount(List<Usage> usage, Trace trace) {
    return Choice.amount(
        usage,
        this::sizeOf,
        index -> sizes.get(index).price(),
        index -> new Step.Chosen(quantity, "above " + Decimals.plain(sizes.get(index).above())),
        trace);
  }

  private int sizeOf(Usage usage) {
    var size = usage.quantity(quantity);
    int index = 0;
    for (int i = 1; i < sizes.size(); i++) {
      int order = size.compareTo(sizes.get(i).above());
      if (edge == Tiers.Edge.UPPER_INCLUSIVE ? order > 0 : order >= 0) {
        index = i;
      }
    }
    return index;
  }
}
