package reckoner.catalog.item;

import java.util.Optional;
import java.util.Set;

/** Checks formulas over the quantities of meters. */
public interface FormulaCheck {
  /**
   * What is wrong with a formula; empty where it is well.
   *
   * @param names that it may use
   */
  Optional<String> fault(String expression, Set<String> names);
}
