package reckoner.invoicing.rendering;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  /**
   * One line. Its only price stands on it; several prices have a step each.
   *
   * @param detail token class and only price, where there are such
   * @param last whether the total follows
   */
  record Row(
      String name,
      String model,
      String detail,
      String quantity,
      String allowance,
      String quantityPriced,
      String amountExact,
      String amount,
      List<Step> steps,
      boolean last) {}

  /** One of several prices of a line. */
  record Step(
      String price, String quantity, String allowance, String quantityPriced, String amountExact) {}

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
        rows(document, showable),
        Shown.money(document.invoice().total(), head.currency()),
        document.invoice().contentHash());
  }

  private static List<Row> rows(InvoiceDocument document, UnaryOperator<String> showable) {
    var lines = document.lines();
    return IntStream.range(0, lines.size())
        .mapToObj(
            i -> row(lines.get(i), document.invoice().head(), showable, i == lines.size() - 1))
        .toList();
  }

  private static Row row(
      InvoiceLine line, InvoiceHead head, UnaryOperator<String> showable, boolean last) {
    var model = line.provider().isEmpty() ? line.model() : line.provider() + " / " + line.model();
    var steps = line.steps();
    return new Row(
        showable.apply(line.displayName()),
        showable.apply(model),
        detail(line, showable),
        Shown.number(line.quantity()),
        Shown.number(line.allowance()),
        Shown.number(line.quantityPriced()),
        Shown.number(line.amountExact()),
        Shown.money(line.amount(), head.currency()),
        steps.size() == 1 ? List.of() : steps.stream().map(step -> step(step, showable)).toList(),
        last);
  }

  private static String detail(InvoiceLine line, UnaryOperator<String> showable) {
    var price = line.steps().size() == 1 ? price(line.steps().getFirst(), showable) : "";
    return Stream.of(showable.apply(line.tokenClass()), price)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" · "));
  }

  private static Step step(LineStep step, UnaryOperator<String> showable) {
    return new Step(
        price(step, showable),
        Shown.number(step.quantity()),
        Shown.number(step.allowance()),
        Shown.number(step.quantityPriced()),
        Shown.number(step.amountExact()));
  }

  private static String price(LineStep step, UnaryOperator<String> showable) {
    var condition = step.condition().isEmpty() ? "" : showable.apply(step.condition()) + ": ";
    var per = Shown.number(BigDecimal.valueOf(step.per()));
    return condition + Shown.number(step.price()) + " per " + per;
  }
}
