package reckoner.pricing.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/** Usage divided over several prices; each has a counter of its own. */
final class Choice {
  private Choice() {}

  /** A place within a place. */
  static int[] place(int own, int[] within) {
    var place = new int[within.length + 1];
    place[0] = own;
    System.arraycopy(within, 0, place, 1, within.length);
    return place;
  }

  /**
   * The amounts of all prices that have usage, in the order of their index.
   *
   * @param index which price an event pays
   * @param label what is said of the price in the explanation
   */
  static BigDecimal amount(
      List<Usage> usage,
      ToIntFunction<Usage> index,
      IntFunction<Price> price,
      IntFunction<Step.Chosen> label,
      Trace trace) {
    SortedMap<Integer, List<Usage>> parts = new TreeMap<>();
    for (var one : usage) {
      parts.computeIfAbsent(index.applyAsInt(one), _ -> new ArrayList<>()).add(one);
    }
    var amount = BigDecimal.ZERO;
    for (var part : parts.entrySet()) {
      if (trace.isOn()) {
        trace.add(label.apply(part.getKey()));
      }
      amount = amount.add(price.apply(part.getKey()).amount(part.getValue(), trace));
    }
    return amount;
  }
}
