package reckoner.rating.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reckoner.pricing.Decimals;
import reckoner.rating.Adjustment;
import reckoner.rating.Adjustment.Amounts;
import reckoner.rating.PeriodCharges.DueCharge;
import reckoner.rating.PeriodCharges.FixedLine;
import reckoner.rating.PeriodCharges.MeteredLine;
import reckoner.rating.PeriodCharges.ModelLine;

/** Rows of due charges as JSON; numbers travel as texts, so that no digit is lost. */
final class DueRow {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DueRow() {}

  static String json(List<Map<String, Object>> rows) {
    try {
      return JSON.writeValueAsString(rows);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("maps of texts are JSON", impossible);
    }
  }

  /** Of a line of a close, and what its events were worth as they arrived. */
  static Map<String, Object> ofClose(DueCharge charge, BigDecimal marginals) {
    var row = row(charge, 0, "CLOSE", Amounts.of(charge.line()));
    row.put("marginals", Decimals.plain(marginals));
    return row;
  }

  static Map<String, Object> ofAdjustment(Adjustment.Line line) {
    return row(line.cumulative(), line.revision(), line.kind().name(), line.amounts());
  }

  private static Map<String, Object> row(
      DueCharge charge, int revision, String kind, Amounts amounts) {
    var row = new HashMap<String, Object>();
    row.put("charge", charge.charge());
    row.put("part", charge.part());
    row.put("revision", revision);
    row.put("kind", kind);
    row.put("quantity", Decimals.plain(amounts.quantity()));
    row.put("allowance", Decimals.plain(amounts.allowance()));
    row.put("quantity_priced", Decimals.plain(amounts.quantityPriced()));
    row.put("amount_exact", Decimals.plain(amounts.amountExact()));
    row.put("amount", Decimals.plain(amounts.amount()));
    row.put("cost_exact", Decimals.plain(amounts.costExact()));
    row.put("events", amounts.events());
    switch (charge.line()) {
      case FixedLine _ -> {}
      case ModelLine(var model, var _) -> {
        row.put("provider", model.provider());
        row.put("model", model.model());
        row.put("token_class", model.tokenClass().wireName());
        row.put("price_version", model.priceVersion());
      }
      case MeteredLine line -> {
        row.put("product", line.product());
        row.put("meter", line.meter());
        row.put("dimensions", line.dimensions());
        row.put("price_version", line.priceVersion());
      }
    }
    return row;
  }
}
