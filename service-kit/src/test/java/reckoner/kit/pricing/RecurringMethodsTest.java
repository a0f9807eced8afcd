package reckoner.kit.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.proto.pricing.v1.ChargeRecurringRequest;
import reckoner.proto.pricing.v1.ChargeRecurringResponse;
import reckoner.proto.pricing.v1.PriceOrderRequest;
import reckoner.proto.pricing.v1.PriceOrderResponse;

/** Recurring charges as people write them; the arithmetic itself is the kernel's. */
class RecurringMethodsTest {
  private static final String APRIL = "period: {start: `2025-04-01`, end: `2025-05-01`}";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      emptyValue = "",
      value = {
        APRIL + ", unit_price: 10; CHARGE 10.00; 10.00",
        APRIL + ", quantity: 3, unit_price: 10; CHARGE 30.00; 30.00",
        APRIL + ", unit_price: 10, billed: 10; ''; 0.00",
        "period: {start: `2025-04-11`, end: `2025-05-01`, whole_start: `2025-04-01`}, unit_price:"
            + " 30; CHARGE 20.00; 20.00",
        APRIL
            + ", unit_price: 10, changes: [{date: `2025-04-16`, terms: {quantity: 2, unit_price:"
            + " 10}}]; CHARGE 10.00, CREDIT -5.00, CHARGE 10.00; 15.00",
        APRIL
            + ", unit_price: 10, billed: 6, changes: [{date: `2025-04-16`, cancelled: true}];"
            + " CREDIT -3.00; -3.00",
        APRIL
            + ", unit_price: 10, billed: 6, credit_base: CURRENT_PRICE, changes: [{date:"
            + " `2025-04-16`, cancelled: true}]; CREDIT -5.00; -5.00",
        APRIL
            + ", unit_price: 10, billed: 3, credit_base: CURRENT_PRICE, changes: [{date:"
            + " `2025-04-16`, cancelled: true}]; CREDIT -3.00; -3.00",
        APRIL
            + ", unit_price: 10, changes: [{date: `2025-04-16`, cancelled: true, billing:"
            + " FROM_NEXT_PERIOD}]; CHARGE 10.00; 10.00",
        APRIL
            + ", unit_price: 10, timing: IN_ARREARS, changes: [{date: `2025-04-11`, terms:"
            + " {unit_price: 20}}, {date: `2025-04-21`, cancelled: true}]; CHARGE 3.33, CHARGE"
            + " 6.67; 10.00",
        APRIL
            + ", unit_price: 10, timing: IN_ARREARS, changes: [{date: `2025-04-01`, cancelled:"
            + " true}]; ''; 0.00",
        "period: {start: `2025-02-01`, end: `2025-03-01`, basis: MONTH_OF_30_DAYS}, unit_price:"
            + " 10, billed: 10, changes: [{date: `2025-02-15`, terms: {unit_price: 20}}]; CREDIT"
            + " -4.67, CHARGE 9.33; 4.66",
      })
  void changesWithinAPeriodAreLines(String terms, String lines, String total) {
    var charged = charge("{%s, currency: USD}".formatted(terms));
    assertEquals(
        lines,
        charged.getLinesList().stream()
            .map(line -> line.getKind() + " " + line.getAmount())
            .collect(Collectors.joining(", ")));
    assertEquals(total, charged.getTotal());
  }

  @Test
  void aLineSaysItsDatesAndItsFraction() {
    var credit =
        charge(
                """
                {%s, unit_price: 10, billed: 10, changes: [{date: `2025-04-11`, cancelled: true}],
                 currency: USD}
                """
                    .formatted(APRIL))
            .getLines(0);
    assertEquals("2025-04-11 2025-05-01", credit.getStart() + " " + credit.getEnd());
    assertEquals("10", credit.getWholeAmount());
    assertEquals(
        "20/30",
        credit.getProration().getNumerator() + "/" + credit.getProration().getDenominator());
    assertEquals("-6.666666666666666666666666666666667", credit.getAmountExact());
    assertEquals("-6.67", credit.getAmount());
  }

  @Test
  void allFaultsOfARecurringChargeAreToldAtOnce() {
    assertEquals(
        List.of(
            "quantity NEGATIVE",
            "unit_price NOT_A_NUMBER",
            "billed is of what is billed in advance only",
            "changes[0].terms.unit_price NEGATIVE",
            "changes[1] says not to what",
            "changes[0].date is not in the period",
            "currency has no minor unit"),
        Ask.faults(() ->
            charge(
                """
                {%s, quantity: -1, billed: 1, timing: IN_ARREARS, currency: XXX, changes:
                 [{date: `2025-05-01`, terms: {unit_price: -1}}, {date: `2025-04-02`}]}
                """
                    .formatted(APRIL))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "period: {start: `2025-04-01`, end: `2025-03-01`}; period.end is not after period.start",
        "period: {start: `2025-04-01`, end: `2025-05-01`, whole_start: `2025-04-02`}; period a"
            + " period lies in its whole",
        "period: {start: `0000-04-01`, end: `2025-05-01`}; period.start is not in the years 0001"
            + " to 9999",
        "period: {start: `1925-01-01`, end: `2025-03-18`}; period.end is more than 36600 days after"
            + " period.start",
        "period: {start: `2011-12-30`, end: `2011-12-31`, zone: `Pacific/Apia`}; period a period"
            + " ends after its start",
        "period: {start: `2025-04-11`, end: `2025-05-01`, whole_start: `2025-04-05`, basis:"
            + " STRICT_30_360}; period months of 30 days need whole months",
        APRIL + ", billed: 0.001; billed is finer than its currency",
        APRIL
            + ", changes: [{date: `2025-04-02`, cancelled: true}, {date: `2025-04-03`, terms:"
            + " {unit_price: 1}}]; changes nothing changes after the end",
      })
  void whatCannotHaveHappenedIsRefused(String terms, String fault) {
    assertEquals(
        fault,
        Ask.faults(() -> charge("{%s, unit_price: 1, currency: USD}".formatted(terms))).getFirst());
  }

  @Test
  void aHundredYearsAreAPeriod() {
    assertEquals(
        "1.00",
        charge("{period: {start: `1925-01-01`, end: `2025-03-17`}, unit_price: 1, currency: USD}")
            .getTotal());
  }

  @Test
  void anOrderIsPricedForTheRestOfItsTerm() {
    var order =
        order(
            """
            {start: `2025-01-01`, end: `2026-01-01`, cadence: {count: 3}, from: `2025-08-18`,
             quantity: `-7`, unit_price: 5, currency: USD}
            """);
    assertEquals(
        "2025-08-18 44/92 -16.74, 2025-10-01 92/92 -35.00",
        order.getLinesList().stream()
            .map(line ->
                "%s %d/%d %s"
                    .formatted(
                        line.getStart(),
                        line.getProration().getNumerator(),
                        line.getProration().getDenominator(),
                        line.getAmount()))
            .collect(Collectors.joining(", ")));
    assertEquals("-51.74", order.getTotal());
  }

  @Test
  void allFaultsOfAnOrderAreToldAtOnce() {
    assertEquals(
        List.of(
            "end is not after start",
            "zone is no IANA zone",
            "from is not in the term",
            "quantity NEGATIVE",
            "unit_price NEGATIVE",
            "currency is not an ISO 4217 currency"),
        Ask.faults(() ->
            order(
                """
                {start: `2025-01-01`, end: `2025-01-01`, from: `2025-02-01`, zone: Nowhere,
                 quantity: `--1`, unit_price: -1, currency: ABC}
                """)));
    assertEquals(
        List.of("basis months of 30 days need whole months"),
        Ask.faults(() ->
            order(
                """
                {start: `2025-01-01`, end: `2025-03-01`, cadence: {unit: WEEK}, from:
                 `2025-01-02`, quantity: 1, unit_price: 1, basis: STRICT_30_360, currency: USD}
                """)));
  }

  private static ChargeRecurringResponse charge(String json) {
    return PricingMethods.chargeRecurring(
        Ask.into(ChargeRecurringRequest.newBuilder(), json).build());
  }

  private static PriceOrderResponse order(String json) {
    return PricingMethods.priceOrder(Ask.into(PriceOrderRequest.newBuilder(), json).build());
  }
}
