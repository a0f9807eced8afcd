package reckoner.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import reckoner.pricing.Period;
import reckoner.rating.PeriodCharges.FixedLine;
import reckoner.rating.PeriodCharges.Line;
import reckoner.rating.PeriodCharges.MeteredLine;
import reckoner.rating.PeriodCharges.ModelLine;

/**
 * What a period comes to as of a position of the usage ledger.
 *
 * @param unpricedEvents that are in no amount
 */
public record SpendSnapshot(
    String contract,
    String customer,
    String currency,
    Period period,
    long usagePosition,
    List<OfCharge> charges,
    long unpricedEvents) {
  /**
   * One charge.
   *
   * @param amount the sum of its rounded lines
   * @param quantities before the allowance: by token class, or of a meter under the empty name
   */
  public record OfCharge(String charge, BigDecimal amount, Map<String, BigDecimal> quantities) {
    public OfCharge {
      quantities = Map.copyOf(quantities);
    }
  }

  public SpendSnapshot {
    charges = List.copyOf(charges);
  }

  static SpendSnapshot of(PeriodCharges charges) {
    var amounts = new LinkedHashMap<String, BigDecimal>();
    var quantities = new LinkedHashMap<String, Map<String, BigDecimal>>();
    for (var due : charges.charges()) {
      var line = Adjustment.Amounts.of(due.line());
      amounts.merge(due.charge(), line.amount(), BigDecimal::add);
      var units = quantities.computeIfAbsent(due.charge(), _ -> new TreeMap<>());
      if (!(due.line() instanceof FixedLine)) {
        units.merge(unitsOf(due.line()), line.quantity(), BigDecimal::add);
      }
    }
    var parts = new ArrayList<OfCharge>();
    amounts.forEach((charge, amount) ->
        parts.add(new OfCharge(charge, amount, quantities.getOrDefault(charge, Map.of()))));
    return new SpendSnapshot(
        charges.contract(),
        charges.customer(),
        charges.currency(),
        charges.period(),
        charges.known().usagePosition(),
        parts,
        charges.unpricedEvents());
  }

  private static String unitsOf(Line line) {
    return switch (line) {
      case ModelLine model -> model.model().tokenClass().wireName();
      case MeteredLine _, FixedLine _ -> "";
    };
  }

  /** The sum of all rounded lines. */
  public BigDecimal amount() {
    return charges.stream().map(OfCharge::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  BigDecimal amountOf(Set<String> named) {
    return charges.stream()
        .filter(charge -> named.contains(charge.charge()))
        .map(OfCharge::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  BigDecimal quantityOf(String charge, String units) {
    return charges.stream()
        .filter(one -> one.charge().equals(charge))
        .map(one -> one.quantities().getOrDefault(units, BigDecimal.ZERO))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
