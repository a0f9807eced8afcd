package reckoner.pricing.credit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import reckoner.pricing.Decimals;
import reckoner.pricing.credit.DrawTerms.Shortage;

/**
 * What grants paid of charges (RULES F1, F2): charge by charge in the order given, from grants in
 * theirs, from the overdraft last.
 *
 * @param outcomes one for each charge
 * @param wallet what is left
 */
public record Drawdown(List<Entry> entries, List<Outcome> outcomes, Wallet wallet) {
  /**
   * drawn plus uncovered is the charge's amount.
   *
   * @param blocked whether the rest is refused instead of invoiced; nothing is drawn then
   */
  public record Outcome(Charge charge, BigDecimal drawn, BigDecimal uncovered, boolean blocked) {}

  public Drawdown {
    entries = List.copyOf(entries);
    outcomes = List.copyOf(outcomes);
  }

  public static Drawdown of(List<Charge> charges, Wallet wallet, DrawTerms terms) {
    var entries = new ArrayList<Entry>();
    var outcomes = new ArrayList<Outcome>();
    var left = wallet;
    for (var charge : charges) {
      var limit = left.available(charge.eventTime()).max(BigDecimal.ZERO).min(charge.amount());
      var parts = parts(charge, limit, left, terms.order());
      var drawn = parts.stream().map(Entry::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
      boolean blocked = terms.shortage() == Shortage.BLOCK && drawn.compareTo(charge.amount()) < 0;
      if (blocked) {
        outcomes.add(new Outcome(charge, BigDecimal.ZERO, charge.amount(), true));
        continue;
      }
      for (var part : parts) {
        left = left.paying(part, charge);
      }
      entries.addAll(parts);
      outcomes.add(
          new Outcome(charge, drawn, Decimals.normalise(charge.amount().subtract(drawn)), false));
    }
    return new Drawdown(entries, outcomes, left);
  }

  private static List<Entry> parts(
      Charge charge, BigDecimal limit, Wallet wallet, List<GrantOrder> order) {
    var parts = new ArrayList<>(fromGrants(charge, limit, wallet, order));
    var paid = parts.stream().map(Entry::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    var overdrawn = limit.subtract(paid).min(wallet.overdraft().room());
    if (overdrawn.signum() > 0) {
      parts.add(new Entry(wallet.overdraft().id(), charge.id(), overdrawn));
    }
    return parts;
  }

  static List<Entry> fromGrants(
      Charge charge, BigDecimal limit, Wallet wallet, List<GrantOrder> order) {
    var parts = new ArrayList<Entry>();
    var open = limit;
    for (var grant : payers(charge, wallet, order)) {
      var part = grant.remaining().min(open);
      if (part.signum() > 0) {
        parts.add(new Entry(grant.id(), charge.id(), part));
        open = open.subtract(part);
      }
    }
    return parts;
  }

  private static List<Grant> payers(Charge charge, Wallet wallet, List<GrantOrder> order) {
    return wallet.grants().stream()
        .filter(grant -> grant.mayPay(charge))
        .sorted(GrantOrder.composed(order))
        .toList();
  }
}
