package reckoner.invoicing.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import reckoner.invoicing.InvoiceLine;
import reckoner.invoicing.InvoiceLine.ChargeKey;
import reckoner.invoicing.LineStep;

/** Reads an invoice's lines back from its canonical content. */
final class StoredLines {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StoredLines() {}

  static List<InvoiceLine> of(String canonicalContent) {
    try {
      var lines = new ArrayList<InvoiceLine>();
      for (var line : JSON.readTree(canonicalContent).required("lines")) {
        lines.add(line(line));
      }
      return lines;
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("a stored canonical content is broken", broken);
    }
  }

  private static InvoiceLine line(JsonNode line) {
    var steps = new ArrayList<LineStep>();
    for (var step : line.required("steps")) {
      steps.add(step(step));
    }
    return new InvoiceLine(
        new ChargeKey(text(line, "charge"), text(line, "part"), line.required("revision").asInt()),
        text(line, "display_name"),
        text(line, "provider"),
        text(line, "model"),
        text(line, "token_class"),
        text(line, "price_version"),
        decimal(line, "quantity"),
        decimal(line, "allowance"),
        decimal(line, "quantity_priced"),
        decimal(line, "amount_exact"),
        decimal(line, "amount"),
        steps);
  }

  private static LineStep step(JsonNode step) {
    return new LineStep(
        text(step, "condition"),
        decimal(step, "quantity"),
        decimal(step, "allowance"),
        decimal(step, "quantity_priced"),
        decimal(step, "price"),
        step.required("per").asLong(),
        decimal(step, "amount_exact"));
  }

  private static String text(JsonNode node, String field) {
    return node.required(field).asText();
  }

  private static BigDecimal decimal(JsonNode node, String field) {
    return new BigDecimal(text(node, field));
  }
}
