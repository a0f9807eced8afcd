package reckoner.kit.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;
import reckoner.proto.pricing.v1.PreviewPeriodsRequest;
import reckoner.proto.pricing.v1.PreviewPeriodsResponse;
import reckoner.proto.pricing.v1.ProrateRequest;

class CalendarMethodsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"2026-01-31\"; \"2026-05-31\"; ; 01-31 02-28 03-31 04-30",
        "\"2026-03-10\"; \"2026-06-01\"; day_of_month: 1; 03-10* 04-01 05-01",
        "\"2026-03-10\"; \"2026-05-20\"; cadence: {count: 3}, month_day: \"01-01\"; 03-10* 04-01*",
        "\"2026-03-04\"; \"2026-03-16\"; cadence: {unit: WEEK}, weekday: MONDAY; 03-04* 03-09",
        "\"2026-03-28\"; \"2026-03-31\"; cadence: {unit: DAY}, zone: \"Europe/Berlin\"; 03-28 03-29"
            + " 03-30",
        "\"2026-02-28\"; \"2028-02-29\"; cadence: {unit: YEAR}; 02-28 02-28 02-28*"
      })
  void aTermIsTiledByItsPeriods(String start, String end, String more, String starts)
      throws Exception {
    var request = "{start: %s, end: %s%s}".formatted(start, end, more == null ? "" : ", " + more);
    var found =
        periods(request).getPeriodsList().stream()
            .map(period -> period.getStart().substring(5) + (period.getStub() ? "*" : ""))
            .collect(Collectors.joining(" "));
    assertEquals(starts, found, request);
  }

  @Test
  void aPeriodSaysItsInstantsAndWhatPartOfAWholeItIs() throws Exception {
    var period =
        periods(
                "{start: \"2026-03-10\", end: \"2026-04-01\", day_of_month: 1, zone:"
                    + " \"Europe/Berlin\"}")
            .getPeriods(0);
    assertEquals(22, period.getProration().getNumerator());
    assertEquals(31, period.getProration().getDenominator());
    // 23:00 the day before in winter, 22:00 in summer
    assertEquals(1_773_097_200, period.getStartTime().getSeconds());
    assertEquals(1_774_994_400, period.getEndTime().getSeconds());
  }

  @ParameterizedTest
  @CsvSource({
    // N-4, N-5
    "100, 2026-07-01, 2026-08-01, 2026-07-04, 2026-08-01, LOCAL_DAYS, 28/31, 90.32",
    "-100, 2026-07-01, 2026-08-01, 2026-07-04, 2026-08-01, LOCAL_DAYS, 28/31, -90.32",
    "100, 2021-01-01, 2021-02-01, 2021-01-27, 2021-02-01, STRICT_30_360, 4/30, 13.33",
    "100, 2020-02-01, 2020-03-01, 2020-02-01, 2020-03-01, MONTH_OF_30_DAYS, 29/30, 96.67",
    "100, 2026-07-01, 2026-08-01, 2026-07-31, 2026-08-01, NO_PRORATION, 1/1, 100.00",
    "86400, 2026-03-29, 2026-03-30, 2026-03-29, 2026-03-30, SECONDS, 86400/86400, 86400.00"
  })
  void anAmountIsProratedOnEveryBasis(
      String amount,
      String wholeStart,
      String wholeEnd,
      String start,
      String end,
      String basis,
      String fraction,
      String prorated)
      throws Exception {
    var request = ProrateRequest.newBuilder();
    JsonFormat.parser()
        .merge(
            "{amount: \"%s\", whole_start: \"%s\", whole_end: \"%s\", start: \"%s\", end: \"%s\", basis: %s, currency: USD}"
                .formatted(amount, wholeStart, wholeEnd, start, end, basis),
            request);
    var reply = PricingMethods.prorate(request.build());
    assertEquals(
        fraction,
        reply.getProration().getNumerator() + "/" + reply.getProration().getDenominator());
    assertEquals(prorated, reply.getAmount());
  }

  @Test
  void allFaultsAreToldAtOnce() {
    var refusal =
        assertThrows(
                Refused.class,
                () ->
                    periods(
                        "{start: \"2026-02-30\", end: \"\", cadence: {count: 1001}, day_of_month:"
                            + " 32, zone: Nowhere}"))
            .refusal();
    assertEquals(
        List.of("start", "end", "zone", "cadence.count", "day_of_month"),
        refusal.faults().stream().map(Refusal.Fault::field).toList());
    assertThrows(Refused.class, () -> periods("{start: \"2026-03-02\", end: \"2026-03-01\"}"));
    assertThrows(
        Refused.class,
        () ->
            periods(
                "{start: \"2026-03-02\", end: \"2026-04-01\", weekday: MONDAY, cadence: {unit:"
                    + " MONTH}}"));
    assertThrows(Refused.class, () -> PricingMethods.prorate(ProrateRequest.getDefaultInstance()));
  }

  private static PreviewPeriodsResponse periods(String json) throws InvalidProtocolBufferException {
    var request = PreviewPeriodsRequest.newBuilder();
    JsonFormat.parser().merge(json, request);
    return PricingMethods.previewPeriods(request.build());
  }
}
