package reckoner.invoicing.rendering;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.UnaryOperator;
import reckoner.invoicing.InvoiceDocument;
import reckoner.invoicing.InvoiceHead;
import reckoner.invoicing.InvoiceLine;
import reckoner.invoicing.LineStep;
import reckoner.invoicing.Standing;

/** What the template shows: text only, as people read it. */
record InvoicePage(
    String number,
    String issued,
    String sellerName,
    List<String> sellerAddress,
    String customer,
    String billToName,
    String contract,
    String period,
    String zone,
    String currency,
    List<Row> rows,
    String total,
    String contentHash) {

  /** One line. */
  record Row(
      String name,
      String model,
      String tokenClass,
      String quantity,
      String allowance,
      String quantityPriced,
      String amountExact,
      String amount,
      List<Step> steps) {}

  /** One price of a line. */
  record Step(
      String condition,
      String price,
      String per,
      String quantity,
      String allowance,
      String quantityPriced,
      String amountExact) {}

  /**
   * The page of a document.
   *
   * @param showable makes text of others fit the font
   */
  static InvoicePage of(
      InvoiceDocument document, Standing.Finalised standing, UnaryOperator<String> showable) {
    var head = document.invoice().head();
    return new InvoicePage(
        standing.number(),
        Shown.date(standing.finaliseTime(), head.zone()),
        showable.apply(head.seller().displayName()),
        head.seller().addressLines().stream().map(showable).toList(),
        showable.apply(head.billTo().customer()),
        showable.apply(head.billTo().displayName()),
        showable.apply(head.contract()),
        Shown.period(head.period(), head.zone()),
        head.zone().getId(),
        head.currency().getCurrencyCode(),
        document.lines().stream().map(line -> row(line, head, showable)).toList(),
        Shown.money(document.invoice().total(), head.currency()),
        document.invoice().contentHash());
  }

  private static Row row(InvoiceLine line, InvoiceHead head, UnaryOperator<String> showable) {
    var model = line.provider().isEmpty() ? line.model() : line.provider() + " / " + line.model();
    return new Row(
        showable.apply(line.displayName()),
        showable.apply(model),
        showable.apply(line.tokenClass()),
        Shown.number(line.quantity()),
        Shown.number(line.allowance()),
        Shown.number(line.quantityPriced()),
        Shown.number(line.amountExact()),
        Shown.money(line.amount(), head.currency()),
        line.steps().stream().map(step -> step(step, showable)).toList());
  }

  private static Step step(LineStep step, UnaryOperator<String> showable) {
    return new Step(
        showable.apply(step.condition()),
        Shown.number(step.price()),
        Shown.number(BigDecimal.valueOf(step.per())),
        Shown.number(step.quantity()),
        Shown.number(step.allowance()),
        Shown.number(step.quantityPriced()),
        Shown.number(step.amountExact()));
  }
}
