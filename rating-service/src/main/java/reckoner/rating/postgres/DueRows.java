package reckoner.rating.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reckoner.kit.store.BinaryCopy;
import reckoner.pricing.Decimals;
import reckoner.pricing.TokenClass;
import reckoner.pricing.UsageLine;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.Priced;
import reckoner.rating.Adjustment;
import reckoner.rating.Adjustment.Amounts;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.PeriodCharges;
import reckoner.rating.PeriodCharges.DueCharge;
import reckoner.rating.PeriodCharges.FixedLine;
import reckoner.rating.PeriodCharges.MeteredLine;
import reckoner.rating.PeriodCharges.ModelLine;
import reckoner.rating.PeriodCharges.PricedModel;

/** Due charges as rows of their table, and back. */
final class DueRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String COPY =
      """
      copy due_charge
        (tenant, contract, period_start, charge, part, revision, kind, provider, model, token_class,
         price_version, product, meter, dimensions, quantity, allowance, quantity_priced,
         amount_exact, amount, cost_exact, events, marginals)
      from stdin (format binary)
      """;

  private static final int COLUMNS = 22;

  /** Of a row, more or less. */
  private static final int ROW_BYTES = 512;

  private final String tenant;
  private final BinaryCopy rows;

  /**
   * Begins without rows.
   *
   * @param lines about as many as there will be
   */
  DueRows(String tenant, int lines) {
    this.tenant = tenant;
    this.rows = new BinaryCopy(COLUMNS, lines * ROW_BYTES);
  }

  /** The lines of a close, each with what its events were worth as they arrived. */
  void addClose(PeriodCharges charges) {
    for (var charge : charges.charges()) {
      var marginals = charges.marginals().get(new Part(charge.charge(), charge.part()));
      add(charges, charge, 0, "CLOSE");
      add(Amounts.of(charge.line()), Objects.requireNonNull(marginals));
    }
  }

  void addAdjustment(PeriodCharges charges, Adjustment.Line line) {
    add(charges, line.cumulative(), line.revision(), line.kind().name());
    add(line.amounts(), BigDecimal.ZERO);
  }

  /** Begins a row with what it is of. */
  private void add(PeriodCharges of, DueCharge charge, int revision, String kind) {
    rows.row()
        .text(tenant)
        .text(of.contract())
        .timestamptz(of.period().start())
        .text(charge.charge())
        .text(charge.part())
        .int4(revision)
        .text(kind);
    switch (charge.line()) {
      case FixedLine _ -> addModel("", "", "", "").text("").text("").jsonb("{}");
      case ModelLine(var model, var _) ->
          addModel(
                  model.provider(),
                  model.model(),
                  model.tokenClass().wireName(),
                  model.priceVersion())
              .text("")
              .text("")
              .jsonb("{}");
      case MeteredLine line ->
          addModel("", "", "", line.priceVersion())
              .text(line.product())
              .text(line.meter())
              .jsonb(json(line.dimensions()));
    }
  }

  private BinaryCopy addModel(
      String provider, String model, String tokenClass, String priceVersion) {
    return rows.text(provider).text(model).text(tokenClass).text(priceVersion);
  }

  /** The line of rows that were billed. */
  static DueCharge billed(AdjustmentRepository.BilledRow row) {
    return new DueCharge(row.charge(), row.displayName(), row.part(), line(row));
  }

  private static PeriodCharges.Line line(AdjustmentRepository.BilledRow row) {
    if (!row.meter().isEmpty()) {
      return new MeteredLine(
          row.product(),
          row.meter(),
          dimensions(row.dimensions()),
          row.priceVersion(),
          "",
          row.events(),
          BigDecimal.ZERO,
          new ChargeTerms.Charged(
              row.quantity(),
              row.allowance(),
              row.quantityPriced(),
              new Priced(row.amountExact(), List.of())),
          row.amount());
    }
    var sums =
        new UsageLine(
            List.of(),
            row.quantity(),
            row.allowance(),
            row.quantityPriced(),
            row.amountExact(),
            row.amount(),
            row.costExact());
    return row.tokenClass().isEmpty()
        ? new FixedLine(sums)
        : new ModelLine(
            new PricedModel(
                row.provider(),
                row.model(),
                TokenClass.ofWireName(row.tokenClass()).orElseThrow(),
                row.priceVersion()),
            sums);
  }

  private static Map<String, String> dimensions(String json) {
    try {
      return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("the dimensions of a due charge are broken", broken);
    }
  }

  private static String json(Map<String, String> dimensions) {
    try {
      return JSON.writeValueAsString(dimensions);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("maps of texts are JSON", impossible);
    }
  }

  /** Ends a row with what it comes to. */
  private void add(Amounts amounts, BigDecimal marginals) {
    rows.numeric(Decimals.normalise(amounts.quantity()))
        .numeric(Decimals.normalise(amounts.allowance()))
        .numeric(Decimals.normalise(amounts.quantityPriced()))
        .numeric(Decimals.normalise(amounts.amountExact()))
        .numeric(Decimals.normalise(amounts.amount()))
        .numeric(Decimals.normalise(amounts.costExact()))
        .int8(amounts.events())
        .numeric(Decimals.normalise(marginals));
  }

  long into(Connection connection) throws SQLException {
    return rows.into(connection, COPY);
  }
}
