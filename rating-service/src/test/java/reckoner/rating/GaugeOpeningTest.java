package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.PeriodAdjustment;
import reckoner.proto.rating.v1.UsageEvent;

/** Dated stories of what gauges hold when a period begins, and what it costs. */
class GaugeOpeningTest {
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant JULY = Instant.parse("2026-07-01T00:00:00Z");
  private static final String AVERAGE = "{'simple': 'TIME_AVERAGE'}";
  private static final String CLOSING = "{'simple': 'CLOSING'}";
  private static final String LIST = "{'list': {'key': 'list', 'version': 1}}";
  private static final Instant CUTOFF_OF_APRIL = MAY.plusSeconds(86_400);
  private final Meter meter = News.meter();
  private final News news = new News(meter);

  @AfterEach
  void stop() {
    meter.close();
  }

  /** Publishes a version of the list from prices of storage. */
  private void publish(Instant time, String... prices) {
    meter.catalog.publishBook(
        time,
        "list",
        "{'currency': 'USD', 'dimensions': ['region'], 'prices': ["
            + String.join(", ", prices)
            + "]}");
  }

  private static String price(String rate, String more) {
    return "{'product': 'storage', %s'terms': {'price': {'perUnit': {'rate': {'amount': '%s'}}}}}"
        .formatted(more, rate);
  }

  private static String eu(String rate, String more) {
    return price(rate, "'dimensions': {'region': 'eu'}, " + more);
  }

  private static String from(Instant start) {
    return "'startTime': '%s', ".formatted(start);
  }

  private static String until(Instant end) {
    return "'endTime': '%s', ".formatted(end);
  }

  /** March to June; storage by a meter of a gauge. */
  private void register(String aggregation, String ladder) {
    meter.register("1", contract(aggregation, ladder));
  }

  private static Contract.Builder contract(String aggregation, String ladder) {
    return Meter.contract("c", "c", MARCH, APRIL, MAY, JUNE, JULY)
        .clearCharges()
        .addCharges(
            Charge.newBuilder()
                .setCharge("storage")
                .setDisplayName("Storage")
                .setMetered(
                    Json.merge(
                        MeteredTerms.newBuilder(),
                        """
                        {'product': 'storage', 'meter': 'storage', 'ladder': %s,
                         'definition': {'aggregation': %s, 'unit': 'gb',
                           'filter': 'event_type == `storage`'}}
                        """
                            .formatted(ladder, aggregation))));
  }

  private static UsageEvent held(String region, String time, String quantity) {
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'disk', 'eventId': '%s at %s', 'customer': 'c', 'eventType': 'storage',
             'eventTime': '%s', 'quantity': {'value': '%s'}, 'dimensions': {'region': '%s'}}
            """
                .formatted(region, time, time, quantity, region))
        .build();
  }

  private List<String> due(Instant start) {
    return due(meter.query(TENANT, "c", start));
  }

  private static List<String> due(ClosedPeriod period) {
    return period.getChargesList().stream()
        .map(charge ->
            "%s %s of %d = %s"
                .formatted(
                    charge.getDimensionsOrDefault("region", "any"),
                    charge.getQuantity().getValue(),
                    charge.getEvents(),
                    charge.getAmount().getValue()))
        .toList();
  }

  private List<String> close(Instant start, Instant end) {
    meter.advance(end.plusSeconds(86_400));
    return due(meter.close("close " + start, "c", start));
  }

  private PeriodAdjustment adjust(Instant start, Instant cutoff) {
    meter.advance(cutoff);
    return meter.adjust(TENANT, "adjust %s %s".formatted(start, cutoff), "c", start, cutoff);
  }

  private static List<String> lines(PeriodAdjustment adjustment) {
    return adjustment.getLinesList().stream()
        .map(line ->
            "%s %s ~ %s %s"
                .formatted(
                    line.getKind(),
                    line.getDue().getQuantity().getValue(),
                    line.getDue().getAmount().getValue(),
                    line.getReasonsList().stream()
                        .map(reason -> reason.getCause() + "=" + reason.getEvents())
                        .toList()))
        .toList();
  }

  @Test
  void aGaugeThatGetsAPriceOfItsOwnIsBilledOnce() {
    publish(MARCH.minusSeconds(1), price("0.10", ""), eu("0.12", from(APRIL)));
    register(AVERAGE, LIST);
    meter.advance(APRIL);
    meter.ingest(held("eu", "2026-03-17T12:00:00Z", "100"));
    var april = new ArrayList<UsageEvent>();
    for (int day = 1; day <= 30; day++) {
      april.add(held("eu", "2026-04-%02dT00:00:00Z".formatted(day), "100"));
    }
    // half of March
    assertEquals(
        List.of("any 46.77419354838709677419354838709677 of 1 = 4.68"), close(MARCH, APRIL));
    meter.advance(MAY);
    meter.ingest(april.toArray(UsageEvent[]::new));
    assertEquals(List.of("eu 100 of 30 = 12"), close(APRIL, MAY));
    assertEquals(List.of("eu 100 of 0 = 12"), close(MAY, JUNE));
    assertEquals(List.of("eu 100 of 0 = 12"), close(JUNE, JULY));
  }

  @Test
  void whatLeftItsLineIsNotLostByTheReadingsOfOthersInIt() {
    publish(MARCH.minusSeconds(1), price("0.10", ""), eu("0.12", from(APRIL)));
    register(CLOSING, LIST);
    meter.advance(APRIL);
    meter.ingest(held("eu", "2026-03-10T00:00:00Z", "100"));
    assertEquals(List.of("any 100 of 1 = 10"), close(MARCH, APRIL));
    meter.advance(MAY);
    meter.ingest(held("us", "2026-04-05T00:00:00Z", "50"));
    assertEquals(List.of("any 50 of 1 = 5", "eu 100 of 0 = 12"), close(APRIL, MAY));
    assertEquals(List.of("any 50 of 0 = 5", "eu 100 of 0 = 12"), close(MAY, JUNE));
  }

  @Test
  void whereLinesMeetTheLatestReadingOpensTheirs() {
    publish(MARCH.minusSeconds(1), price("0.10", ""), eu("0.12", until(APRIL)));
    register(CLOSING, LIST);
    meter.advance(APRIL);
    meter.ingest(
        held("eu", "2026-03-10T00:00:00Z", "100"), held("us", "2026-03-05T00:00:00Z", "50"));
    assertEquals(List.of("any 50 of 1 = 5", "eu 100 of 1 = 12"), close(MARCH, APRIL));
    assertEquals(List.of("any 100 of 0 = 10"), close(APRIL, MAY));
    meter.ingest(held("us", "2026-05-02T00:00:00Z", "0"));
    assertEquals(List.of("any 0 of 1 = 0"), close(MAY, JUNE), "and nothing holds");
    assertEquals(List.of(), close(JUNE, JULY));
  }

  @Test
  void aContractsOwnPriceThatStartsTakesTheGaugeOver() {
    publish(MARCH.minusSeconds(1), eu("0.12", ""));
    register(
        CLOSING,
        "{'list': {'key': 'list', 'version': 1}, 'contractPrices': [%s]}"
            .formatted(price("0.05", from(APRIL))));
    meter.advance(APRIL);
    meter.ingest(held("eu", "2026-03-10T00:00:00Z", "100"));
    assertEquals(List.of("eu 100 of 1 = 12"), close(MARCH, APRIL));
    meter.ingest(held("eu", "2026-04-02T00:00:00Z", "100"));
    assertEquals(List.of("any 100 of 1 = 5"), close(APRIL, MAY));
    assertEquals(List.of("any 100 of 0 = 5"), close(MAY, JUNE));
  }

  private ClosedPeriod closeBeforeThePriceOfMarchCame() {
    publish(MARCH.minusSeconds(1), price("0.10", from(APRIL)));
    register(CLOSING, LIST);
    meter.advance(APRIL);
    meter.ingest(held("eu", "2026-03-15T00:00:00Z", "100"));
    meter.advance(CUTOFF_OF_APRIL.plusSeconds(7_200));
    publish(CUTOFF_OF_APRIL.plusSeconds(3_600), price("0.20", until(APRIL)));
    meter.awaitNewPosition();
    return meter.close("close", "c", APRIL);
  }

  @Test
  void aReadingWhosePriceCameAfterTheCutoffIsBilledOnce() {
    var closed = closeBeforeThePriceOfMarchCame();
    assertEquals(List.of("any 100 of 0 = 10"), due(closed));
    assertEquals(List.of(), lines(adjust(APRIL, CUTOFF_OF_APRIL.plusSeconds(8 * 86_400))));
    assertEquals(2, closed.getLatePricePosition());
  }

  /** As a program closed it that did not note where it found the price. */
  private void closeWithoutNotingThePrice() throws SQLException {
    var closed = closeBeforeThePriceOfMarchCame().toBuilder().setLatePricePosition(0).build();
    try (var connection = news.connect();
        var update =
            connection.prepareStatement(
                "update contract_period set closed_reply = ? where closed_reply is not null")) {
      News.execute(connection, "alter table contract_period disable trigger closed_for_ever");
      update.setBytes(1, closed.toByteArray());
      assertEquals(1, update.executeUpdate());
    }
  }

  @Test
  void whatWasBilledIsNotDueAgainThoughItsPriceIsNotFound() throws SQLException {
    closeWithoutNotingThePrice();
    assertEquals(
        List.of("DIFFERENCE 100 ~ 0 [OPENING_CHANGED=0]"),
        lines(adjust(APRIL, CUTOFF_OF_APRIL.plusSeconds(8 * 86_400))));
  }

  @Test
  void whatWasBilledIsGivenBackThoughNoRatingHasItsLine() throws SQLException {
    closeWithoutNotingThePrice();
    meter.correct(TENANT, "void", Meter.voiding(held("eu", "2026-03-15T00:00:00Z", "100")));
    assertEquals(
        List.of("DIFFERENCE -100 ~ -10 []"),
        lines(adjust(APRIL, CUTOFF_OF_APRIL.plusSeconds(8 * 86_400))));
  }

  @Test
  void aLineThatOnlyItsOpeningChangedSaysSo() {
    publish(MARCH.minusSeconds(1), price("0.10", ""), eu("0.12", ""));
    register(CLOSING, LIST);
    meter.advance(APRIL);
    meter.ingest(held("eu", "2026-03-10T00:00:00Z", "100"));
    assertEquals(List.of("eu 100 of 1 = 12"), close(MARCH, APRIL));
    assertEquals(List.of("eu 100 of 0 = 12"), close(APRIL, MAY));
    meter.ingest(
        held("eu", "2026-03-20T00:00:00Z", "150"), held("us", "2026-04-20T00:00:00Z", "7"));
    var at = MAY.plusSeconds(90_000);
    assertEquals(List.of("DIFFERENCE 50 ~ 6 [LATE=1]"), lines(adjust(MARCH, at)));
    assertEquals(
        List.of("DIFFERENCE 7 ~ 0.7 [LATE=1]", "DIFFERENCE 50 ~ 6 [OPENING_CHANGED=0]"),
        lines(adjust(APRIL, at)));
  }

  private void threshold(String key, String quantity) {
    news.set(
        "c",
        "{'threshold': '%s', 'quantity': {'charge': 'storage', 'quantity': {'value': '%s'}}}"
            .formatted(key, quantity));
  }

  @Test
  void aLateReadingReachesWhatLaterPeriodsHoldByIt() {
    publish(MARCH.minusSeconds(1), price("0.10", ""));
    register(CLOSING, LIST);
    threshold("many", "1000");
    meter.ingest(held("eu", "2026-03-01T00:00:00Z", "100"));
    assertEquals(List.of(), news.told(0));
    meter.advance(Instant.parse("2026-04-01T00:04:00Z"));
    assertEquals(List.of(), news.told(0));
    meter.ingest(held("eu", "2026-03-31T23:59:00Z", "1000"));
    assertEquals(
        List.of("many at 1000 from 2026-03-01T00:00:00Z", "many at 1000 from 2026-04-01T00:00:00Z"),
        told(0));
  }

  /** Without sequences, since periods are looked at in any order. */
  private List<String> told(long after) {
    return news.told(after).stream()
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .sorted()
        .toList();
  }

  @Test
  void aReadingThatFindsItsPriceIsSeenInLaterPeriodsToo() {
    publish(MARCH.minusSeconds(1), price("0.10", from(APRIL)));
    register(CLOSING, LIST);
    threshold("many", "1000");
    meter.ingest(held("eu", "2026-03-01T00:00:00Z", "1000"));
    assertEquals(List.of(), news.told(0));
    meter.advance(APRIL.plusSeconds(60));
    assertEquals(List.of(), news.told(0));
    publish(APRIL.plusSeconds(60), price("0.20", until(APRIL)));
    meter.awaitNewPosition();
    meter.advance(APRIL.plusSeconds(120));
    assertEquals(
        List.of("many at 1000 from 2026-03-01T00:00:00Z", "many at 1000 from 2026-04-01T00:00:00Z"),
        told(0));
  }

  @Test
  void aRunningGaugeCountsOnlyTheHoursThatHaveHappened() {
    publish(MARCH.minusSeconds(1), price("0.10", ""));
    register("{'timeWeighted': 'HOUR'}", LIST);
    threshold("hours", "1500");
    meter.advance(APRIL);
    meter.ingest(held("eu", "2026-04-01T00:00:00Z", "1000"));
    assertEquals(List.of("any 0 of 1 = 0"), due(APRIL), "no time has passed");
    meter.advance(APRIL.plusSeconds(1_800));
    assertEquals(List.of("any 500 of 1 = 50"), due(APRIL));
    assertEquals(List.of(), news.told(0));
    meter.ingest(held("eu", "2026-04-01T01:00:00Z", "0"));
    assertEquals(List.of("any 500 of 2 = 50"), due(APRIL), "what is said of later is to come");
    meter.advance(MAY);
    assertEquals(List.of(), news.told(0));
    assertEquals(List.of("any 1000 of 2 = 100"), close(APRIL, MAY));
  }

  @Test
  void whatAGaugeHoldsReachesAThresholdAsTimePasses() {
    publish(MARCH.minusSeconds(1), price("0.10", ""));
    register("{'timeWeighted': 'HOUR'}", LIST);
    threshold("hours", "1500");
    threshold("march", "743000");
    meter.ingest(held("eu", "2026-03-01T01:00:00Z", "1000"));
    meter.advance(MARCH.plusSeconds(2 * 3_600));
    assertEquals(List.of(), news.told(0));
    meter.advance(MARCH.plusSeconds(3 * 3_600 - 1));
    assertEquals(List.of(), news.told(0));
    meter.advance(MARCH.plusSeconds(3 * 3_600));
    assertEquals(List.of("1: hours at 2000 from 2026-03-01T00:00:00Z"), news.told(0));
    meter.advance(APRIL.minusSeconds(1));
    assertEquals(List.of(), news.told(1));
    meter.advance(APRIL.plusSeconds(5));
    assertEquals(
        List.of("2: march at 743000 from 2026-03-01T00:00:00Z"),
        news.told(1).stream().filter(line -> line.contains("march")).toList(),
        "a period's end is looked at");
  }

  @Test
  void peaksAndBucketsOfARunningGaugeAreThoseSoFar() {
    publish(MARCH.minusSeconds(1), price("1", ""));
    var days =
        "{'windowed': {'size': 'DAILY', 'each': {'simple': 'PEAK'}, 'then': {'simple': '%s'}}}";
    var asked =
        Stream.of(
                "{'simple': 'PEAK'}",
                AVERAGE,
                CLOSING,
                days.formatted("SUM"),
                days.formatted("AVERAGE"))
            .toList();
    var contract = contract(CLOSING, LIST).clearCharges();
    for (int i = 0; i < asked.size(); i++) {
      var charge = contract(asked.get(i), LIST).getCharges(0).toBuilder();
      contract.addCharges(charge.setCharge("storage-" + i));
    }
    meter.register("1", contract);
    meter.advance(Instant.parse("2026-03-02T12:00:00Z"));
    meter.ingest(
        held("eu", "2026-03-01T00:00:00Z", "30"),
        held("eu", "2026-03-02T00:00:00Z", "10"),
        held("eu", "2026-03-02T12:30:00Z", "99"));
    // 1.5 days: 30, then half a day of 10
    assertEquals(
        List.of("30", "23.33333333333333333333333333333333", "10", "40", "20"),
        meter.query(TENANT, "c", MARCH).getChargesList().stream()
            .map(charge -> charge.getQuantity().getValue())
            .toList());
    var before = meter.query(TENANT, "c", MARCH, Instant.parse("2026-03-02T12:00:00Z"));
    assertTrue(before.getChargesList().isEmpty(), "nothing was known before");
  }
}
