package reckoner.kit.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;
import reckoner.proto.pricing.v1.PreviewPeriodsRequest;
import reckoner.proto.pricing.v1.PreviewPeriodsResponse;
import reckoner.proto.pricing.v1.ProrateRequest;
import reckoner.proto.pricing.v1.ProrateResponse;

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
    var reply =
        prorated(
            "{amount: \"%s\", whole_start: \"%s\", whole_end: \"%s\", start: \"%s\", end: \"%s\", basis: %s, currency: USD}"
                .formatted(amount, wholeStart, wholeEnd, start, end, basis));
    assertEquals(
        fraction,
        reply.getProration().getNumerator() + "/" + reply.getProration().getDenominator());
    assertEquals(prorated, reply.getAmount());
  }

  @Test
  void allFaultsAreToldAtOnce() {
    assertEquals(
        List.of("start", "end", "zone", "month_day"),
        fields(() ->
            periods("{start: \"2026-02-30\", end: \"\", month_day: \"13-01\", zone: Nowhere}")));
    assertEquals(
        List.of("amount", "whole_start", "whole_end", "start", "end", "currency"),
        fields(() -> PricingMethods.prorate(ProrateRequest.getDefaultInstance())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "end; start: \"2026-03-02\", end: \"2026-03-02\"",
        "end; start: \"2026-03-02\", end: \"2126-05-18\", cadence: {unit: DAY}",
        "end; start: \"2026-03-02\", end: \"+10000-01-01\"",
        "start; start: \"0000-12-31\", end: \"0001-03-01\"",
        "start; start: \"0001-01-01\", end: \"0001-03-01\", zone: \"Asia/Tokyo\"",
        "weekday; start: \"2026-03-02\", end: \"2026-04-01\", weekday: MONDAY",
        "day_of_month; start: \"2026-03-02\", end: \"2026-04-01\", day_of_month: 1, cadence:"
            + " {unit: WEEK}",
        "month_day; start: \"2026-03-02\", end: \"2026-04-01\", month_day: \"01-01\", cadence:"
            + " {count: 5}",
        "basis; start: \"2026-03-02\", end: \"2026-03-04\", cadence: {unit: WEEK}, basis:"
            + " STRICT_30_360"
      })
  void whatATermDoesNotAllowIsSaidOfItsField(String field, String request) {
    assertEquals(List.of(field), fields(() -> periods("{" + request + "}")));
  }

  @Test
  void aTermMayLastUntilTheEndOfTheYear9999() throws Exception {
    var years = "{start: \"0001-01-01\", end: \"9999-12-31\", cadence: {unit: YEAR, count: 1000}}";
    assertEquals(10, periods(years).getPeriodsCount());
    // a hundred years of days, and no day more
    var days = "{start: \"2026-03-02\", end: \"2126-05-17\", cadence: {unit: DAY}}";
    assertEquals(36_600, periods(days).getPeriodsCount());
  }

  @ParameterizedTest
  @CsvSource({
    "whole_end, 2026-07-01, 2026-07-01, 2026-07-01, 2026-07-02, LOCAL_DAYS",
    "whole_end, 2011-12-30, 2011-12-31, 2011-12-30, 2011-12-31, LOCAL_DAYS",
    "end, 2026-07-01, 2026-08-01, 2026-07-03, 2026-07-03, LOCAL_DAYS",
    "end, 2026-07-01, 2026-08-01, 2026-07-03, 2026-08-02, LOCAL_DAYS",
    "start, 2026-07-01, 2026-08-01, 2026-06-30, 2026-07-03, LOCAL_DAYS",
    "basis, 2026-07-01, 2026-07-20, 2026-07-01, 2026-07-03, MONTH_OF_30_DAYS"
  })
  void whatAPartDoesNotAllowIsSaidOfItsField(
      String field, String wholeStart, String wholeEnd, String start, String end, String basis) {
    var fields =
        fields(() ->
            prorated(
                "{amount: \"1\", whole_start: \"%s\", whole_end: \"%s\", start: \"%s\", end: \"%s\", basis: %s, currency: USD, zone: \"Pacific/Apia\"}"
                    .formatted(wholeStart, wholeEnd, start, end, basis)));
    assertEquals(field, fields.getFirst(), fields.toString());
  }

  private static List<String> fields(Executable work) {
    return assertThrows(Refused.class, work).refusal().faults().stream()
        .map(Refusal.Fault::field)
        .toList();
  }

  private static ProrateResponse prorated(String json) throws InvalidProtocolBufferException {
    var request = ProrateRequest.newBuilder();
    JsonFormat.parser().merge(json, request);
    return PricingMethods.prorate(request.build());
  }

  private static PreviewPeriodsResponse periods(String json) throws InvalidProtocolBufferException {
    var request = PreviewPeriodsRequest.newBuilder();
    JsonFormat.parser().merge(json, request);
    return PricingMethods.previewPeriods(request.build());
  }
}
