package reckoner.invoicing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import reckoner.invoicing.InvoiceLine.ChargeKey;
import reckoner.kit.refusal.Refusal.Fault;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rounding;

/** What of a line does not add up. */
public final class LineFaults {
  private LineFaults() {}

  /**
   * Every fault of one line.
   *
   * @param path of the line in the request, e.g. {@code lines[0]}
   */
  public static List<Fault> of(String path, InvoiceLine line, Currency currency) {
    var faults = new ArrayList<Fault>();
    var rounded = Rounding.of(currency).round(line.amountExact());
    if (rounded.compareTo(line.amount()) != 0) {
      faults.add(
          new Fault(
              path + ".amount",
              "is %s, amount_exact rounds to %s"
                  .formatted(plain(line.amount()), rounded.toPlainString())));
    }
    checkParts(path, line.quantity(), line.allowance(), line.quantityPriced(), faults);
    if (!line.steps().isEmpty()) {
      checkSums(path, line, faults);
    }
    for (int i = 0; i < line.steps().size(); i++) {
      var step = line.steps().get(i);
      var stepPath = path + ".steps[" + i + "]";
      checkParts(stepPath, step.quantity(), step.allowance(), step.quantityPriced(), faults);
      checkAmount(stepPath, step, faults);
    }
    return List.copyOf(faults);
  }

  /** Charges that stand on several lines of one request. */
  public static List<Fault> ofRepeatedCharges(List<ChargeKey> keys) {
    var first = new HashMap<ChargeKey, Integer>();
    var faults = new ArrayList<Fault>();
    for (int i = 0; i < keys.size(); i++) {
      var earlier = first.putIfAbsent(keys.get(i), i);
      if (earlier != null) {
        faults.add(
            new Fault(
                "lines[" + i + "]",
                "claims charge %s, as lines[%d] does".formatted(keys.get(i), earlier)));
      }
    }
    return List.copyOf(faults);
  }

  private static void checkParts(
      String path,
      BigDecimal quantity,
      BigDecimal allowance,
      BigDecimal priced,
      List<Fault> faults) {
    var sum = allowance.add(priced);
    if (quantity.compareTo(sum) != 0) {
      faults.add(
          new Fault(
              path + ".quantity",
              "is %s, allowance and quantity_priced make %s"
                  .formatted(plain(quantity), plain(sum))));
    }
  }

  private static void checkAmount(String path, LineStep step, List<Fault> faults) {
    var amount =
        Decimals.divide(
            step.quantityPriced().multiply(step.price()), BigDecimal.valueOf(step.per()));
    if (amount.compareTo(step.amountExact()) != 0) {
      faults.add(
          new Fault(
              path + ".amount_exact",
              "is %s, quantity_priced × price ÷ per is %s"
                  .formatted(plain(step.amountExact()), plain(amount))));
    }
  }

  private static void checkSums(String path, InvoiceLine line, List<Fault> faults) {
    checkSum(path + ".quantity", line.quantity(), line, LineStep::quantity, faults);
    checkSum(path + ".allowance", line.allowance(), line, LineStep::allowance, faults);
    checkSum(
        path + ".quantity_priced", line.quantityPriced(), line, LineStep::quantityPriced, faults);
    checkSum(path + ".amount_exact", line.amountExact(), line, LineStep::amountExact, faults);
  }

  private static void checkSum(
      String path,
      BigDecimal stated,
      InvoiceLine line,
      Function<LineStep, BigDecimal> part,
      List<Fault> faults) {
    var sum = line.steps().stream().map(part).reduce(BigDecimal.ZERO, BigDecimal::add);
    if (stated.compareTo(sum) != 0) {
      faults.add(new Fault(path, "is %s, its steps make %s".formatted(plain(stated), plain(sum))));
    }
  }

  private static String plain(BigDecimal value) {
    return Decimals.plain(value);
  }
}
