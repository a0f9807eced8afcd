package reckoner.pricing.model;

/** A price for which it matters what each event was, not only how much there was in all. */
public sealed interface UsagePrice extends Price
    permits BurnTable,
        ByDimension,
        BySize,
        ByTime,
        Composite,
        CostPlus,
        Dynamic,
        FormulaPrice,
        Grouped,
        Percentage,
        RiskAdjusted {
  /** Events differ in more than their quantity, unless a model says otherwise. */
  @Override
  default boolean isIndifferentWithinPlace() {
    return false;
  }
}
