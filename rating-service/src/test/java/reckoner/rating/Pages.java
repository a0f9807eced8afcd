package reckoner.rating;

import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;

import java.math.BigDecimal;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.DueCharge;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.PeriodAdjustment;
import reckoner.proto.rating.v1.UsageEvent;

/** A contract of a customer whose pages cost 0.25 up to 100 and 0.004 beyond, and its events. */
final class Pages {
  static final String CONTRACT = "c/2026";
  static final Instant CUTOFF = APRIL.plusSeconds(86_400);

  private Pages() {}

  /** Of March and April. */
  static Contract.Builder contract() {
    return contract(
        "{'graduated': {'tiers': [{'upTo': '100', 'rate': {'amount': '0.25'}}, {'rate': {'amount':"
            + " '0.004'}}]}}");
  }

  /** Pages whose price stands in the first version of a list. */
  static Charge.Builder listed(String aggregation, String list) {
    return Meter.metered(
        "pages",
        "Pages",
        """
        {'product': 'page', 'meter': 'pages', 'definition': {
           'filter': 'event_type == `document`', 'aggregation': {'simple': '%s'}, 'unit': 'page'},
         'ladder': {'list': {'key': '%s', 'version': 1}}}
        """
            .formatted(aggregation, list));
  }

  static Contract.Builder contract(String price) {
    return Meter.contract(CONTRACT, "c", MARCH, APRIL, MAY)
        .clearCharges()
        .addCharges(
            Meter.metered(
                "pages",
                "Pages",
                """
                {'product': 'page', 'meter': 'pages', 'definition': {
                   'filter': 'event_type == `document`', 'aggregation': {'simple': 'SUM'},
                   'unit': 'page'},
                 'terms': {'price': %s}}
                """
                    .formatted(price)));
  }

  static UsageEvent document(String id, String time, String pages) {
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'desk', 'eventId': '%s', 'customer': 'c', 'eventTime': '%s',
             'eventType': 'document', 'quantity': {'value': '%s'}}
            """
                .formatted(id, time, pages))
        .build();
  }

  static IngestUsageRequest batch(Collection<UsageEvent> events) {
    return IngestUsageRequest.newBuilder().addAllEvents(events).build();
  }

  /** The pages of a period. */
  static BigDecimal of(ClosedPeriod period) {
    return quantity(period.getChargesList().stream());
  }

  /** The pages by which an adjustment differs from what was billed. */
  static BigDecimal of(PeriodAdjustment adjustment) {
    return quantity(adjustment.getLinesList().stream().map(line -> line.getDue()));
  }

  private static BigDecimal quantity(Stream<DueCharge> charges) {
    return charges
        .map(charge -> new BigDecimal(charge.getQuantity().getValue()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** How many events the ledger of a tenant holds, amendments not counted. */
  static long stored(Meter meter, String tenant) {
    return Long.parseLong(
        sql(
                meter,
                """
                select count(*) - (select count(*) from usage_correction where tenant = '%1$s'
                  and kind = 'AMENDED') from usage_event where tenant = '%1$s'
                """
                    .formatted(tenant))
            .getFirst());
  }

  /** Runs a statement beside the service; answers the first column, if there is one. */
  static List<String> sql(Meter meter, String sql) {
    try (var connection =
            DriverManager.getConnection(
                String.valueOf(meter.database.get("datasources.default.url")),
                String.valueOf(meter.database.get("datasources.default.username")),
                String.valueOf(meter.database.get("datasources.default.password")));
        var statement = connection.createStatement()) {
      var values = Stream.<String>builder();
      if (statement.execute(sql)) {
        var rows = statement.getResultSet();
        while (rows.next()) {
          values.add(String.valueOf(rows.getString(1)));
        }
      }
      return values.build().toList();
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }
}
