package reckoner.pricing.credit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import reckoner.pricing.Decimals;

/**
 * How far a balance may go below zero, and what it owes. It stands as a grant of its own, which
 * later grants settle.
 *
 * @param floor 0 or less; 0 allows no overdraft
 * @param debts what it paid and no grant settled yet, oldest first
 */
public record Overdraft(String id, BigDecimal floor, List<Charge> debts) {
  public Overdraft {
    floor = Decimals.normalise(floor);
    debts = debts.stream().filter(debt -> debt.amount().signum() > 0).toList();
    if (floor.signum() > 0) {
      throw new IllegalArgumentException("a floor is 0 or less: " + Decimals.plain(floor));
    }
  }

  public static Overdraft none() {
    return new Overdraft("overdraft", BigDecimal.ZERO, List.of());
  }

  /** 0 or less. Below the floor only where the floor was raised after the debts were made. */
  public BigDecimal balance() {
    return debts.stream().map(Charge::amount).reduce(BigDecimal.ZERO, BigDecimal::add).negate();
  }

  /** What it may still pay, 0 or more. */
  BigDecimal room() {
    return balance().subtract(floor).max(BigDecimal.ZERO);
  }

  Overdraft paying(Charge charge, BigDecimal amount) {
    var more = new ArrayList<>(debts);
    more.add(charge.with(amount));
    return new Overdraft(id, floor, more);
  }

  /** Takes off what is owed for a charge, newest first. */
  Overdraft settled(String charge, BigDecimal amount) {
    var fewer = new ArrayList<>(debts);
    var left = amount;
    for (int i = fewer.size() - 1; i >= 0; i--) {
      var debt = fewer.get(i);
      if (debt.id().equals(charge)) {
        var part = left.min(debt.amount());
        fewer.set(i, debt.with(debt.amount().subtract(part)));
        left = left.subtract(part);
      }
    }
    if (left.signum() > 0) {
      throw new IllegalArgumentException(
          "the overdraft does not owe it: " + charge + " " + Decimals.plain(left));
    }
    return new Overdraft(id, floor, fewer);
  }
}
