package reckoner.invoicing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The canonical content of an invoice, version 1 (RULES G5): JSON with the fields in the order
 * below, decimals normalised, instants in UTC. The same inputs give the same text on any
 * installation; number, dates of issue, document ids and cost are not in it.
 *
 * @param hash SHA-256 of the text in UTF-8, lower-case hex
 */
public record CanonicalContent(String text, String hash) {
  private static final int VERSION = 1;

  public static CanonicalContent of(InvoiceContent content) {
    var text = JsonText.object(json -> write(json, content));
    return new CanonicalContent(text, sha256(text));
  }

  private static void write(JsonText json, InvoiceContent content) {
    var head = content.head();
    json.integer("version", VERSION)
        .object(
            "seller",
            seller ->
                seller
                    .text("legal_entity", head.seller().legalEntity())
                    .text("display_name", head.seller().displayName())
                    .texts("address_lines", head.seller().addressLines()))
        .object(
            "bill_to",
            billTo ->
                billTo
                    .text("customer", head.billTo().customer())
                    .text("display_name", head.billTo().displayName()))
        .text("contract", head.contract())
        .text("zone", head.zone().getId())
        .text("currency", head.currency().getCurrencyCode())
        .object(
            "period",
            period ->
                period
                    .text("start", head.period().start().toString())
                    .text("end", head.period().end().toString()))
        .objects("lines", content.lines(), CanonicalContent::writeLine)
        .decimal("total", content.total());
  }

  private static void writeLine(JsonText json, InvoiceLine line) {
    json.text("charge", line.key().charge())
        .text("part", line.key().part())
        .integer("revision", line.key().revision())
        .text("display_name", line.displayName())
        .text("provider", line.provider())
        .text("model", line.model())
        .text("token_class", line.tokenClass())
        .text("price_version", line.priceVersion())
        .decimal("quantity", line.quantity())
        .decimal("allowance", line.allowance())
        .decimal("quantity_priced", line.quantityPriced())
        .decimal("amount_exact", line.amountExact())
        .decimal("amount", line.amount())
        .objects("steps", line.steps(), CanonicalContent::writeStep);
  }

  private static void writeStep(JsonText json, LineStep step) {
    json.text("condition", step.condition())
        .decimal("quantity", step.quantity())
        .decimal("allowance", step.allowance())
        .decimal("quantity_priced", step.quantityPriced())
        .decimal("price", step.price())
        .integer("per", step.per())
        .decimal("amount_exact", step.amountExact());
  }

  private static String sha256(String text) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
