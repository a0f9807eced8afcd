package reckoner.pricing.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Decimals;

class PartialsTest {
  @ParameterizedTest
  @CsvSource(
      emptyValue = "",
      value = {
        "800, 520 650, 650, 150", // G-7
        "800, 650 520, 650, 150",
        "800, '', 0, 800",
        "650, 650, 650, 0",
        "600, 650, 650, -50"
      })
  void theLastDocumentBillsWhatTheHighestPartialDidNot(
      String amount, String partials, String highest, String due) {
    var last = PartialDocuments.last(new BigDecimal(amount), decimals(partials));
    assertEquals(highest, Decimals.plain(last.highestPartial()));
    assertEquals(due, Decimals.plain(last.due()));
  }

  @ParameterizedTest
  @CsvSource({
    "'usage 499.999, fee 100', false",
    "usage 500, true",
    "'usage0 200, usage1 320', true"
  })
  void usageAloneReachesAThreshold(String lines, boolean reached) {
    assertEquals(
        reached,
        PartialDocuments.isReached(BigDecimal.valueOf(500), Sheet.lines(lines).document().lines()));
  }

  @ParameterizedTest
  @CsvSource({
    "500, 300 250 100, 0 50 100", // G-9
    "500, 500 1, 0 1",
    "500, 500.5, 0.5",
    "0, 10, 10",
    "500, 0 10, 0 0",
    "500, 600 -150 100, 100 -100 50",
    "1, 100000000000000000000, 99999999999999999999"
  })
  void freeUnitsAreUsedOnceOverTheParts(String free, String quantities, String billed) {
    var discount = UsageDiscount.over(new BigDecimal(free), decimals(quantities));
    assertEquals(
        billed,
        discount.parts().stream()
            .map(part -> Decimals.plain(part.billed()))
            .collect(Collectors.joining(" ")));
  }

  @Test
  void freeUnitsBelowZeroAreRefused() {
    assertEquals(
        "free units are 0 or more: -1",
        assertThrows(
                IllegalArgumentException.class,
                () -> UsageDiscount.over(BigDecimal.valueOf(-1), List.of()))
            .getMessage());
  }

  private static List<BigDecimal> decimals(String texts) {
    return texts.isEmpty()
        ? List.of()
        : Arrays.stream(texts.split(" ")).map(BigDecimal::new).toList();
  }
}
