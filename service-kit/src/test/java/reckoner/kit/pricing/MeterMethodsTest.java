package reckoner.kit.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.proto.pricing.v1.MeasureUsageRequest;
import reckoner.proto.pricing.v1.MeasureUsageResponse;

/** Meters as people write them; the arithmetic itself is the kernel's and tested there. */
class MeterMethodsTest {
  private static final String EVENTS =
      """
      start_time: `2026-07-01T00:00:00Z`, end_time: `2026-07-03T00:00:00Z`, opening: 6, events: [
       {quantity: 4, time: `2026-07-01T12:00:00Z`, dimensions: {user: a}, quantities: {mb: 40}},
       {quantity: 1, time: `2026-07-02T18:00:00Z`, dimensions: {user: b}, quantities: {mb: 10}},
       {quantity: 10, time: `2026-07-02T00:00:00Z`, dimensions: {user: a}, quantities: {mb: 7}}]
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "simple: SUM; 15",
        "simple: SUM, quantity: mb; 57",
        "simple: COUNT; 3",
        "simple: MIN; 1",
        "simple: MAX; 10",
        "simple: LATEST; 1",
        "simple: AVERAGE; 5",
        "simple: TIME_AVERAGE; 6.375",
        "simple: PEAK; 10",
        "simple: CLOSING; 1",
        "count_distinct: user; 2",
        "percentile: {percent: 50}; 4",
        "percentile: {percent: 75, interpolation: LINEAR}; 7",
        "time_weighted: SECOND; 1101600",
        "time_weighted: MINUTE; 18360",
        "time_weighted: HOUR; 306",
        "time_weighted: DAY; 12.75",
        "windowed: {size: DAILY, each: {simple: MAX}, then: {simple: SUM}}; 14",
        "windowed: {size: DAILY, zone: `America/New_York`, each: {simple: SUM}, then: {simple:"
            + " MAX}}; 14",
        "windowed: {each: {simple: COUNT}, then: {simple: COUNT}}; 48",
        "windowed: {each: {simple: COUNT}, then: {simple: COUNT}, skip_empty: true}; 3",
      })
  void everyAggregationMeasures(String aggregation, String quantity) {
    assertEquals(quantity, measure(aggregation).getQuantity(), aggregation);
  }

  @Test
  void whatLedToTheQuantityIsTold() {
    assertEquals(3, measure("simple: SUM").getMeasured().getCounted().getEvents());
    assertEquals(
        1_783_015_200, measure("simple: LATEST").getMeasured().getPicked().getTime().getSeconds());
    var mean = measure("simple: AVERAGE").getMeasured().getQuotient();
    assertEquals("15 3", mean.getDividend() + " " + mean.getDivisor());
    var ranked =
        measure("percentile: {percent: 75, interpolation: LINEAR}").getMeasured().getRanked();
    assertEquals(
        "2 4 10 0.5",
        String.join(
            " ", "" + ranked.getRank(), ranked.getValue(), ranked.getNext(), ranked.getFraction()));
    var held = measure("time_weighted: HOUR").getMeasured().getHeld();
    assertEquals("1101600 3600", held.getValueSeconds() + " " + held.getSeconds());
    assertEquals(
        List.of("6", "4", "10", "1"),
        held.getSegmentsList().stream().map(segment -> segment.getValue()).toList());
    var buckets =
        measure("windowed: {size: DAILY, each: {simple: MAX}, then: {simple: SUM}}")
            .getMeasured()
            .getBucketed();
    assertEquals(
        List.of("4", "10"),
        buckets.getBucketsList().stream().map(b -> b.getMeasured().getQuantity()).toList());
    assertEquals(2, buckets.getThen().getCounted().getEvents());
    assertEquals(86_400, seconds(buckets.getBuckets(0)));
  }

  private static long seconds(MeasureUsageResponse.Bucket bucket) {
    return bucket.getEndTime().getSeconds() - bucket.getStartTime().getSeconds();
  }

  @Test
  void allFaultsOfAMeterAreToldAtOnce() {
    assertEquals(
        List.of(
            "aggregation.windowed.zone is no IANA zone",
            "aggregation.windowed.each.quantity is named by the outermost aggregation only",
            "aggregation.windowed.each.formula is over other meters, which the buckets of one have"
                + " not",
            "aggregation.windowed.then.percentile.percent a percentile is 0 to 100",
            "opening NEGATIVE",
            "events[0].quantity NEGATIVE",
            "events[0].quantities lack \"mb\"",
            "events[1].time is not in the period"),
        Ask.faults(() ->
            measured(
                """
                {aggregation: {quantity: mb, windowed: {zone: Nowhere, each: {quantity: x,
                  formula: {expression: a}}, then: {percentile: {percent: 101}}}}, opening: -1,
                 start_time: `2026-07-01T00:00:00Z`, end_time: `2026-07-03T00:00:00Z`, events:
                 [{quantity: -1, time: `2026-07-01T00:00:00Z`}, {time: `2026-07-03T00:00:00Z`,
                  quantities: {mb: 1}}]}
                """)));
    assertEquals(
        List.of("aggregation says not how", "end_time is not after start_time"),
        Ask.faults(() -> measured("{}")));
    assertEquals(
        List.of(
            "aggregation.formula is over other meters, whose events are not in the request",
            "end_time is not after start_time"),
        Ask.faults(() -> measured("{aggregation: {formula: {expression: a}}}")));
  }

  @Test
  void bucketsOfBucketsEndSomewhereAndSoDoPeriodsOfThem() {
    var aggregation = "{simple: COUNT}";
    for (int i = 0; i < 4; i++) {
      aggregation = "{windowed: {each: %s, then: {simple: SUM}}}".formatted(aggregation);
    }
    var deep = "{aggregation: %s, start_time: `2026-07-01T00:00:00Z`, end_time: `%s`}";
    var tooDeep = deep.formatted(aggregation, "2026-07-03T00:00:00Z");
    assertEquals(
        List.of(
            "aggregation.windowed.each.windowed.each.windowed.each.windowed.each is nested deeper"
                + " than 4",
            "aggregation.windowed.each.windowed.each.windowed.each.windowed.then is nested deeper"
                + " than 4"),
        Ask.faults(() -> measured(tooDeep)));
    var hourly = "{windowed: {each: {simple: COUNT}, then: {simple: COUNT}}}";
    // 100,000 hours, and one more
    assertEquals("100000", measured(deep.formatted(hourly, "2037-11-26T16:00:00Z")).getQuantity());
    assertEquals(
        List.of("end_time a period has at most 100000 buckets"),
        Ask.faults(() -> measured(deep.formatted(hourly, "2037-11-26T17:00:00Z"))));
  }

  private static MeasureUsageResponse measure(String aggregation) {
    return measured("{aggregation: {%s}, %s}".formatted(aggregation, EVENTS));
  }

  private static MeasureUsageResponse measured(String json) {
    return PricingMethods.measureUsage(Ask.into(MeasureUsageRequest.newBuilder(), json).build());
  }
}
