package reckoner.standalone.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.type.Interval;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.List;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Decimals;
import reckoner.proto.rating.v1.UsageException;
import reckoner.proto.workflows.v1.BillingException;

/**
 * The operator's report: every invoice with cost and margin, and everything that is in none. Names
 * are those of the protos; amounts and quantities are texts, so that no reader rounds them.
 */
final class Report {
  private final ObjectMapper json =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private final ObjectNode root = json.createObjectNode();
  private final ArrayNode invoices;
  private final ObjectNode exceptions;

  Report(YearMonth month, String tenant) {
    root.put("month", month.toString());
    root.put("tenant", tenant);
    invoices = root.putArray("invoices");
    exceptions = root.putObject("exceptions");
  }

  void add(BilledInvoice billed) {
    var invoice = billed.invoice();
    var node = invoices.addObject();
    node.put("customer", invoice.getBillTo().getCustomer());
    node.put("number", invoice.getNumber());
    node.put("invoice", invoice.getInvoice());
    node.put("contract", invoice.getContract());
    node.put("currency", invoice.getCurrency());
    node.put("zone", invoice.getZone());
    putPeriod(node, invoice.getPeriod());
    node.put("content_hash", invoice.getContentHash());
    var lines = node.putArray("lines");
    for (var line : billed.lines()) {
      var stated = line.stated();
      var lineNode = lines.addObject();
      lineNode.put("charge", stated.getCharge());
      lineNode.put("display_name", stated.getDisplayName());
      lineNode.put("provider", stated.getProvider());
      lineNode.put("model", stated.getModel());
      lineNode.put("token_class", stated.getTokenClass());
      lineNode.put("price_version", stated.getPriceVersion());
      lineNode.put("quantity", stated.getQuantity().getValue());
      lineNode.put("allowance", stated.getAllowance().getValue());
      lineNode.put("quantity_priced", stated.getQuantityPriced().getValue());
      lineNode.put("amount_exact", stated.getAmountExact().getValue());
      lineNode.put("amount", stated.getAmount().getValue());
      lineNode.put("cost", Decimals.plain(line.cost()));
      lineNode.put("margin", Decimals.plain(line.margin()));
    }
    node.put("total", invoice.getTotal().getValue());
    node.put("cost", Decimals.plain(billed.cost()));
    node.put("margin", Decimals.plain(billed.margin()));
  }

  void addPeriods(List<BillingException> periods) {
    var list = exceptions.putArray("periods");
    for (var period : periods) {
      var node = list.addObject();
      node.put("customer", period.getCustomer());
      node.put("contract", period.getContract());
      putPeriod(node, period.getPeriod());
      node.put("reason", period.getReason());
      node.put("message", period.getMessage());
    }
  }

  /**
   * @param usage the first of them
   * @param total number of all
   */
  void addUsage(List<UsageException> usage, long total) {
    exceptions.put("usage_total", total);
    var list = exceptions.putArray("usage");
    for (var exception : usage) {
      var event = exception.getEvent();
      var node = list.addObject();
      node.put("status", exception.getStatus().name());
      node.put("source", event.getSource());
      node.put("event_id", event.getEventId());
      node.put("customer", event.getCustomer());
      node.put("provider", event.getProvider());
      node.put("model", event.getModel());
      node.put(
          "event_time", event.hasEventTime() ? Wire.instant(event.getEventTime()).toString() : "");
      node.put("reason", exception.getReason());
      node.put("field", exception.getField());
      node.put("message", exception.getMessage());
    }
  }

  void addLines(RejectedLines lines) {
    exceptions.put("lines_total", lines.count());
    var list = exceptions.putArray("lines");
    for (var line : lines.first()) {
      var node = list.addObject();
      node.put("file", line.file());
      node.put("line", line.line());
      node.put("event_id", line.eventId());
      node.put("status", line.status());
      node.put("reason", line.reason());
      node.put("message", line.message());
    }
  }

  void addTotals(BigDecimal total, BigDecimal cost) {
    var node = root.putObject("totals");
    node.put("invoices", invoices.size());
    node.put("amount", Decimals.plain(total));
    node.put("cost", Decimals.plain(cost));
    node.put("margin", Decimals.plain(total.subtract(cost)));
  }

  private static void putPeriod(ObjectNode node, Interval period) {
    var stated = node.putObject("period");
    stated.put("start_time", Wire.instant(period.getStartTime()).toString());
    stated.put("end_time", Wire.instant(period.getEndTime()).toString());
  }

  byte[] bytes() {
    try {
      return (json.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of texts is JSON", impossible);
    }
  }
}
