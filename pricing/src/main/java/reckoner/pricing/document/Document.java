package reckoner.pricing.document;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rounding;

/**
 * All that a document is computed from.
 *
 * @param discounts amounts are taken before percents, each in this order; percents compound
 * @param bounds at most one for each scope
 * @param credits pay in this order
 * @param taxes inclusive ones before exclusive ones
 * @param balance what the customer has with the seller, 0 or more; pays last, taxes too
 */
public record Document(
    Rounding rounding,
    Policies policies,
    List<Line> lines,
    List<Discount> discounts,
    List<Bound> bounds,
    List<Credit> credits,
    List<Tax> taxes,
    BigDecimal balance) {

  public Document {
    lines = List.copyOf(lines);
    discounts = List.copyOf(discounts);
    bounds = List.copyOf(bounds);
    credits = List.copyOf(credits);
    taxes = List.copyOf(taxes);
    balance = Decimals.normalise(balance);
    if (balance.signum() < 0) {
      throw new IllegalArgumentException("a balance is 0 or more: " + Decimals.plain(balance));
    }
    unique("discount", discounts.stream().map(Discount::id).toList());
    unique("credit", credits.stream().map(Credit::id).toList());
    var taxIds = unique("tax", taxes.stream().map(Tax::id).toList());
    for (int i = 1; i < taxes.size(); i++) {
      if (taxes.get(i).inclusive() && !taxes.get(i - 1).inclusive()) {
        throw new IllegalArgumentException(
            "inclusive taxes stand before exclusive ones: " + taxes.get(i).id());
      }
    }
    var keys = lineKeys(lines, bounds);
    for (var line : lines) {
      if (!taxIds.containsAll(line.taxes())) {
        throw new IllegalArgumentException(
            "a line bears taxes of its document: " + line.key() + " " + line.taxes());
      }
    }
    for (var credit : credits) {
      if (credit instanceof Credit.ForLines some && !keys.containsAll(some.lines())) {
        throw new IllegalArgumentException(
            "a credit pays lines of its document: " + credit.id() + " " + some.lines());
      }
    }
    checkBounds(lines, bounds);
  }

  private static Set<String> lineKeys(List<Line> lines, List<Bound> bounds) {
    var keys = new HashSet<>(unique("line", lines.stream().map(Line::key).toList()));
    for (var bound : bounds) {
      if (!keys.add(bound.id())) {
        throw new IllegalArgumentException(
            "a bound has an id that no line and no other bound has: " + bound.id());
      }
    }
    return keys;
  }

  /** A shortfall is taxed as a line of its scope, so there must be one, with 0 if need be. */
  private static void checkBounds(List<Line> lines, List<Bound> bounds) {
    var scopes = new HashSet<Scope>();
    for (var bound : bounds) {
      if (!scopes.add(bound.scope())) {
        throw new IllegalArgumentException("a scope has one bound: " + bound.scope());
      }
      if (bound.minimum().isPresent()
          && lines.stream().noneMatch(line -> Bounds.counts(line, bound.scope()))) {
        throw new IllegalArgumentException("a minimum has a line in its scope: " + bound.id());
      }
    }
  }

  private static Set<String> unique(String what, List<String> ids) {
    var seen = new HashSet<String>();
    for (var id : ids) {
      if (!seen.add(id)) {
        throw new IllegalArgumentException("a %s stands once: %s".formatted(what, id));
      }
    }
    return seen;
  }
}
