package reckoner.pricing.credit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The difference between what was drawn at event time and the final net amounts, drawn or returned
 * at the close (RULES F2).
 *
 * @param returned to the grants that had paid, the last drawn first
 * @param drawn in addition
 */
public record Reconciliation(List<Entry> returned, Drawdown drawn) {
  public Reconciliation {
    returned = List.copyOf(returned);
  }

  /**
   * @param entries net of what was returned before
   * @param finals final net amounts; what is not named stays as it was drawn
   */
  public static Reconciliation of(
      List<Entry> entries, List<Charge> finals, Wallet wallet, DrawTerms terms) {
    var byCharge = new LinkedHashMap<String, List<Entry>>();
    for (var entry : entries) {
      byCharge.computeIfAbsent(entry.charge(), charge -> new ArrayList<>()).add(entry);
    }
    var returned = new ArrayList<Entry>();
    var lacking = new ArrayList<Charge>();
    var left = wallet;
    for (var charge : finals) {
      var drawn = byCharge.getOrDefault(charge.id(), List.of());
      var sum = drawn.stream().map(Entry::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
      if (sum.compareTo(charge.amount()) < 0) {
        lacking.add(charge.with(charge.amount().subtract(sum)));
      }
      for (var back : lastOf(drawn, sum.subtract(charge.amount()))) {
        returned.add(back);
        left = left.returning(back);
      }
    }
    return new Reconciliation(returned, Drawdown.of(lacking, left, terms));
  }

  private static List<Entry> lastOf(List<Entry> drawn, BigDecimal amount) {
    var last = new ArrayList<Entry>();
    var open = amount;
    for (var entry : drawn.reversed()) {
      var part = entry.amount().min(open);
      if (part.signum() > 0) {
        last.add(new Entry(entry.grant(), entry.charge(), part));
        open = open.subtract(part);
      }
    }
    return last;
  }
}
