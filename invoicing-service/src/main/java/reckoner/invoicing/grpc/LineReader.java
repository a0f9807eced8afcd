package reckoner.invoicing.grpc;

import com.google.type.Decimal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import reckoner.invoicing.InvoiceLine;
import reckoner.invoicing.InvoiceLine.ChargeKey;
import reckoner.invoicing.LineStep;
import reckoner.kit.refusal.Refusal.Fault;
import reckoner.pricing.DecimalFault;
import reckoner.pricing.Decimals;

/** Reads one line; a decimal at fault is named and read as 0. */
final class LineReader {
  /**
   * A product has more fractional digits than its factors: 24 of a price, 12 of a quantity, and up
   * to 62 of a division by {@code per} that comes out.
   */
  private static final Pattern LONG_PRODUCT = Pattern.compile("[0-9]{1,38}\\.[0-9]{19,98}");

  private final String path;
  private final List<Fault> faults = new ArrayList<>();

  LineReader(String path) {
    this.path = path;
  }

  List<Fault> faults() {
    return faults;
  }

  InvoiceLine read(reckoner.proto.invoicing.v1.InvoiceLine line) {
    var steps = new ArrayList<LineStep>();
    for (int i = 0; i < line.getStepsCount(); i++) {
      steps.add(step(path + ".steps[" + i + "].", line.getSteps(i)));
    }
    return new InvoiceLine(
        new ChargeKey(line.getCharge(), line.getPart(), line.getRevision()),
        line.getDisplayName(),
        line.getProvider(),
        line.getModel(),
        line.getTokenClass(),
        line.getPriceVersion(),
        quantity(path + ".quantity", line.getQuantity()),
        quantity(path + ".allowance", line.getAllowance()),
        quantity(path + ".quantity_priced", line.getQuantityPriced()),
        product(path + ".amount_exact", line.getAmountExact()),
        decimal(path + ".amount", line.getAmount(), Decimals::amount),
        steps);
  }

  private LineStep step(String prefix, reckoner.proto.invoicing.v1.LineStep step) {
    return new LineStep(
        step.getCondition(),
        quantity(prefix + "quantity", step.getQuantity()),
        quantity(prefix + "allowance", step.getAllowance()),
        quantity(prefix + "quantity_priced", step.getQuantityPriced()),
        product(prefix + "price", step.getPrice()),
        step.getPer(),
        product(prefix + "amount_exact", step.getAmountExact()));
  }

  private BigDecimal quantity(String field, Decimal decimal) {
    return decimal(field, decimal, Decimals::quantity);
  }

  /** A price or an exact amount: an amount, or plain digits with at most 98 fractional ones. */
  private BigDecimal product(String field, Decimal decimal) {
    return LONG_PRODUCT.matcher(decimal.getValue()).matches()
        ? new BigDecimal(decimal.getValue())
        : decimal(field, decimal, Decimals::amount);
  }

  private BigDecimal decimal(String field, Decimal decimal, Function<String, BigDecimal> parser) {
    try {
      return parser.apply(decimal.getValue());
    } catch (DecimalFault fault) {
      faults.add(new Fault(field, String.valueOf(fault.getMessage())));
      return BigDecimal.ZERO;
    }
  }
}
