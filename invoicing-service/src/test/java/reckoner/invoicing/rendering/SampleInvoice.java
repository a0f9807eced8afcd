package reckoner.invoicing.rendering;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import reckoner.invoicing.BillTo;
import reckoner.invoicing.BilledPeriod;
import reckoner.invoicing.CanonicalContent;
import reckoner.invoicing.Invoice;
import reckoner.invoicing.InvoiceContent;
import reckoner.invoicing.InvoiceDocument;
import reckoner.invoicing.InvoiceHead;
import reckoner.invoicing.InvoiceLine;
import reckoner.invoicing.InvoiceLine.ChargeKey;
import reckoner.invoicing.LineStep;
import reckoner.invoicing.Seller;
import reckoner.invoicing.Standing;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rounding;

/** A month of a customer who uses many models: a fee, then tokens by model and class. */
final class SampleInvoice {
  private static final Currency USD = Currency.getInstance("USD");
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal ALLOWANCE = BigDecimal.valueOf(100_000);
  private static final List<String> CLASSES = List.of("input", "cache_read", "output");
  private static final List<String> MODELS =
      List.of(
          "gpt-4o-mini-2024-07-18",
          "accounts/fireworks/models/llama-v3p1-405b-instruct-long-context-preview-2025-04-14",
          "claude-sonnet-4-20250514",
          "deepseek-chat",
          "us.anthropic.claude-3-7-sonnet-20250219-v1:0-cross-region-inference-profile",
          "gemini-2.5-pro");

  private SampleInvoice() {}

  /** The file of May 2024 in a zone. */
  static byte[] pdf(String zone, int lines) {
    var standing = new Standing.Finalised("NW-2024/000042", Instant.parse("2024-06-03T23:30:00Z"));
    var content = new InvoiceContent(head(ZoneId.of(zone)), lines(lines));
    var canonical = CanonicalContent.of(content);
    var invoice =
        new Invoice("globex/2024-05", content.head(), content.total(), canonical.hash(), standing);
    return new PdfRenderer()
        .render(new InvoiceDocument(invoice, content.lines(), canonical.text()), standing);
  }

  private static InvoiceHead head(ZoneId zone) {
    return new InvoiceHead(
        new Seller("northwind", "Northwind Inference Ltd", List.of("1 Harbour Street", "Dublin 1")),
        new BillTo("globex", "Globex Corporation"),
        "globex-2024",
        zone,
        USD,
        new BilledPeriod(
            LocalDate.of(2024, 5, 1).atStartOfDay(zone).toInstant(),
            LocalDate.of(2024, 6, 1).atStartOfDay(zone).toInstant()));
  }

  private static List<InvoiceLine> lines(int count) {
    var lines = new ArrayList<InvoiceLine>();
    var fee = new BigDecimal("29");
    lines.add(line(0, "Platform fee", "", "", BigDecimal.ZERO, List.of(), BigDecimal.ONE, fee));
    for (int i = 1; i < count; i++) {
      lines.add(tokens(i));
    }
    return lines;
  }

  /** Every seventh line is free, every fifth has three prices, one is in the millions. */
  private static InvoiceLine tokens(int i) {
    var model = MODELS.get(i / CLASSES.size() % MODELS.size());
    var steps = new ArrayList<LineStep>();
    if (i % 7 == 0) {
      steps.add(step("", 99_999, BigDecimal.valueOf(99_999), "0.18"));
    } else if (i % 5 == 0) {
      steps.add(step("up to 200000 input tokens", 123_456_789L * i, ALLOWANCE, "1.5"));
      steps.add(step("over 200000 input tokens", 87_654_321, BigDecimal.ZERO, "3"));
      steps.add(step("from 2024-05-17, 16:30–00:30 UTC", 7, BigDecimal.ZERO, "0.123456789012"));
    } else {
      long quantity = i == 4 ? 98_765_432_109L : 1_234_567L * i;
      steps.add(step("", quantity, ALLOWANCE, "0.33"));
    }
    var exact = steps.stream().map(LineStep::amountExact).reduce(BigDecimal.ZERO, BigDecimal::add);
    var quantity = steps.stream().map(LineStep::quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
    var free = steps.getFirst().allowance();
    var tokenClass = CLASSES.get(i % CLASSES.size());
    return line(i, "Tokens", model, tokenClass, free, steps, quantity, exact);
  }

  private static LineStep step(String condition, long quantity, BigDecimal free, String price) {
    var all = BigDecimal.valueOf(quantity);
    var priced = all.subtract(free);
    var amount = Decimals.divide(priced.multiply(new BigDecimal(price)), MILLION);
    return new LineStep(
        condition, all, free, priced, new BigDecimal(price), MILLION.longValueExact(), amount);
  }

  private static InvoiceLine line(
      int ordinal,
      String name,
      String model,
      String tokenClass,
      BigDecimal free,
      List<LineStep> steps,
      BigDecimal quantity,
      BigDecimal exact) {
    return new InvoiceLine(
        new ChargeKey("charge" + ordinal, "part", 0),
        name,
        model.isEmpty() ? "" : "provider",
        model,
        tokenClass,
        "",
        quantity,
        free,
        quantity.subtract(free),
        exact,
        Rounding.of(USD).round(exact),
        steps);
  }
}
