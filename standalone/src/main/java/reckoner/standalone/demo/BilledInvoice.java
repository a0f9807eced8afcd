package reckoner.standalone.demo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import reckoner.proto.invoicing.v1.Invoice;
import reckoner.proto.invoicing.v1.InvoiceLine;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.DueCharge;

/** An invoice as the operator sees it: with the cost that rating keeps beside each charge. */
record BilledInvoice(Invoice invoice, List<Line> lines) {
  /** A line and its exact cost, in the invoice's currency. */
  record Line(InvoiceLine stated, BigDecimal cost) {
    BigDecimal margin() {
      return new BigDecimal(stated.getAmount().getValue()).subtract(cost);
    }
  }

  private record Claim(String charge, String part, int revision) {}

  BilledInvoice {
    lines = List.copyOf(lines);
  }

  static BilledInvoice of(Invoice invoice, ClosedPeriod period) {
    var costs =
        period.getChargesList().stream()
            .collect(
                Collectors.toMap(
                    charge -> new Claim(charge.getCharge(), charge.getPart(), charge.getRevision()),
                    BilledInvoice::cost));
    return new BilledInvoice(
        invoice,
        invoice.getLinesList().stream()
            .map(line ->
                new Line(
                    line,
                    costOf(costs, new Claim(line.getCharge(), line.getPart(), line.getRevision()))))
            .toList());
  }

  /** Never 0 in silence (RULES D5). */
  private static BigDecimal costOf(Map<Claim, BigDecimal> costs, Claim claim) {
    var cost = costs.get(claim);
    if (cost == null) {
      throw new DemoFailure("rating knows no cost of the billed " + claim);
    }
    return cost;
  }

  private static BigDecimal cost(DueCharge charge) {
    return new BigDecimal(charge.getCostExact().getValue());
  }

  BigDecimal total() {
    return new BigDecimal(invoice.getTotal().getValue());
  }

  BigDecimal cost() {
    return lines.stream().map(Line::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  BigDecimal margin() {
    return total().subtract(cost());
  }
}
