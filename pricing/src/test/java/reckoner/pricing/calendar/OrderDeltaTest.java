package reckoner.pricing.calendar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Currencies;
import reckoner.pricing.Rounding;
import reckoner.pricing.calendar.OrderDelta.QuantityChange;
import reckoner.pricing.calendar.ProrationPolicy.CreditBase;

class OrderDeltaTest {
  @ParameterizedTest
  @CsvSource({
    // N-7: billings by months of 30 days, value by actual days, at list price
    "2025-01-01, 2026-01-01, 2025-08-18, 7, 5, MONTH_OF_30_DAYS, 16.33 35.00 35.00 35.00 35.00,"
        + " 156.33",
    "2025-01-01, 2026-01-01, 2025-08-18, 7, 5, LOCAL_DAYS, 15.81 35.00 35.00 35.00 35.00, 155.81",
    "2025-01-01, 2026-01-01, 2025-08-18, 7, 8, MONTH_OF_30_DAYS, 26.13 56.00 56.00 56.00 56.00,"
        + " 250.13",
    // N-11: a renewal of 9 months instead of 12 is a new contract
    "2025-01-01, 2025-10-01, 2025-01-01, 1, 10, LOCAL_DAYS,"
        + " 10.00 10.00 10.00 10.00 10.00 10.00 10.00 10.00 10.00, 90.00",
    // removed; the last day; the term ends with a stub
    "2025-01-01, 2025-10-01, 2025-08-18, -7, 5, LOCAL_DAYS, -15.81 -35.00, -50.81",
    "2025-01-01, 2025-03-01, 2025-02-28, 1, 28, LOCAL_DAYS, 1.00, 1.00",
    "2025-01-01, 2025-03-11, 2025-01-17, 1, 31, LOCAL_DAYS, 15.00 31.00 10.00, 56.00"
  })
  void aQuantityIsBilledForWhatIsLeftOfTheTerm(
      LocalDate start,
      LocalDate end,
      LocalDate from,
      BigDecimal quantity,
      BigDecimal unitPrice,
      ProrationBasis basis,
      String lines,
      BigDecimal total) {
    var calendar =
        BillingCalendar.of(
            start, Cadence.MONTHLY, new Alignment.OnStart(), ZoneId.of("Europe/Berlin"));
    var delta =
        OrderDelta.of(
            new Term(calendar, end),
            new QuantityChange(from, quantity, unitPrice),
            new ProrationPolicy(
                basis, CreditBase.AMOUNT_LAST_BILLED, Rounding.of(Currencies.of("USD"))));
    assertEquals(
        lines,
        delta.lines().stream()
            .map(line -> line.prorated().rounded().toPlainString())
            .collect(Collectors.joining(" ")));
    assertEquals(total, delta.total());
  }
}
