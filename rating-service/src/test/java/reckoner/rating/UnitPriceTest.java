package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.voiding;
import static reckoner.rating.Pages.CONTRACT;
import static reckoner.rating.Pages.CUTOFF;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.proto.rating.v1.UsageEvent;

/** Dated stories of late usage that moves what a unit of a line costs (RULES G3). */
class UnitPriceTest {
  private static final String VOLUME =
      "{'volume': {'tiers': [{'upTo': '100', 'rate': {'amount': '0.25'}}, {'rate': {'amount':"
          + " '0.2'}}]}}";
  private final Meter meter = new Meter();

  @AfterEach
  void stop() {
    meter.close();
  }

  private static UsageEvent pages(String id, int day, String pages) {
    return Pages.document(id, "2026-03-%02dT00:00:00Z".formatted(day), pages);
  }

  private List<String> close(UsageEvent... events) {
    meter.advance(APRIL);
    meter.ingest(events);
    meter.advance(CUTOFF);
    return meter.close("close", CONTRACT, MARCH).getChargesList().stream()
        .map(charge -> charge.getQuantity().getValue() + " ~ " + charge.getAmount().getValue())
        .toList();
  }

  /** Adjusts at an hour after the cut-off, at which business time stands afterwards. */
  private List<String> adjust(int hour) {
    var cutoff = CUTOFF.plusSeconds(3_600L * hour);
    meter.advance(cutoff);
    return meter.adjust(TENANT, "adjust " + hour, CONTRACT, MARCH, cutoff).getLinesList().stream()
        .map(line ->
            "%s %d: %s ~ %s %s"
                .formatted(
                    line.getKind(),
                    line.getDue().getRevision(),
                    line.getDue().getQuantity().getValue(),
                    line.getDue().getAmount().getValue(),
                    line.getReasonsList().stream()
                        .map(reason -> reason.getCause() + "=" + reason.getEvents())
                        .toList()))
        .toList();
  }

  private static String entry(String range, String price) {
    return "{'product': 'page', %s'terms': {'price': %s}}".formatted(range, price);
  }

  private static String perUnit(String rate) {
    return "{'perUnit': {'rate': {'amount': '%s'}}}".formatted(rate);
  }

  /** Pages by one price until 15 March and another from then on. */
  private void register(String aggregation, String until, String from) {
    meter.catalog.publishBook(
        MARCH.minusSeconds(1),
        "list",
        "{'currency': 'USD', 'prices': [%s, %s]}"
            .formatted(
                entry("'endTime': '2026-03-15T00:00:00Z', ", until),
                entry("'startTime': '2026-03-15T00:00:00Z', ", from)));
    meter.register(
        "1", Pages.contract().clearCharges().addCharges(Pages.listed(aggregation, "list")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MAX", "LATEST", "CLOSING"})
  void aLateEventThatMovesTheLineToAnotherEntryIsAReversalAndAReplacement(String aggregation) {
    register(aggregation, perUnit("0.89"), perUnit("0.79"));
    assertEquals(List.of("10 ~ 8.9"), close(pages("1", 10, "10")));
    meter.ingest(pages("2", 12, "12"));
    assertEquals(List.of("DIFFERENCE 1: 2 ~ 1.78 [LATE=1]"), adjust(1), "at the same price");
    meter.ingest(pages("3", 20, "12"));
    assertEquals(
        List.of(
            "REVERSAL 2: -12 ~ -10.68 [LATE=1, PRICE_CORRECTED=0]",
            "REPLACEMENT 3: 12 ~ 9.48 [LATE=1, PRICE_CORRECTED=0]"),
        adjust(2));
    meter.correct(TENANT, "void", voiding(pages("3", 20, "12")));
    assertEquals(
        List.of(
            "REVERSAL 4: -12 ~ -9.48 [VOIDED=1, PRICE_CORRECTED=0]",
            "REPLACEMENT 5: 12 ~ 10.68 [VOIDED=1, PRICE_CORRECTED=0]"),
        adjust(3));
    assertEquals(List.of(), adjust(4));
  }

  @Test
  void anEntryOfTheSamePriceIsNoOtherUnitPrice() {
    register("LATEST", perUnit("0.50"), perUnit("0.5"));
    assertEquals(List.of("10 ~ 5"), close(pages("1", 10, "10")));
    meter.ingest(pages("2", 20, "12"));
    assertEquals(List.of("DIFFERENCE 1: 2 ~ 1 [LATE=1]"), adjust(1));
  }

  @Test
  void whereUnitsCostDifferentlyAnotherEntryIsAnotherPrice() {
    register(
        "MAX",
        "{'graduated': {'tiers': [{'upTo': '5', 'rate': {'amount': '1'}}, {'rate': {'amount':"
            + " '0'}}]}}",
        "{'graduated': {'tiers': [{'upTo': '5', 'rate': {'amount': '2'}}, {'rate': {'amount':"
            + " '0'}}]}}");
    assertEquals(List.of("10 ~ 5"), close(pages("1", 10, "10")));
    meter.ingest(pages("2", 20, "1"));
    assertEquals(
        List.of(
            "REVERSAL 1: -10 ~ -5 [LATE=1, PRICE_CORRECTED=0]",
            "REPLACEMENT 2: 10 ~ 10 [LATE=1, PRICE_CORRECTED=0]"),
        adjust(1));
  }

  @Test
  void allUnitsOfAVolumePriceCostWhatTheReachedTierSays() {
    meter.register("1", Pages.contract(VOLUME));
    assertEquals(List.of("90 ~ 22.5"), close(pages("1", 3, "90")));
    meter.ingest(pages("2", 4, "10"));
    assertEquals(List.of("DIFFERENCE 1: 10 ~ 2.5 [LATE=1]"), adjust(1), "100 are in the tier");
    meter.ingest(pages("3", 5, "20"));
    assertEquals(
        List.of(
            "REVERSAL 2: -100 ~ -25 [LATE=1, PRICE_CORRECTED=0]",
            "REPLACEMENT 3: 120 ~ 24 [LATE=1, PRICE_CORRECTED=0]"),
        adjust(2));
    meter.ingest(pages("4", 5, "5"));
    assertEquals(List.of("DIFFERENCE 4: 5 ~ 1 [LATE=1]"), adjust(3));
    meter.correct(TENANT, "void", voiding(pages("1", 3, "90")));
    assertEquals(
        List.of(
            "REVERSAL 5: -125 ~ -25 [VOIDED=1, PRICE_CORRECTED=0]",
            "REPLACEMENT 6: 35 ~ 8.75 [VOIDED=1, PRICE_CORRECTED=0]"),
        adjust(4));
  }

  @Test
  void whereNothingWasPricedNoUnitPriceChanges() {
    meter.register("1", Pages.contract(VOLUME));
    assertEquals(List.of("0 ~ 0"), close(pages("1", 3, "0")));
    meter.ingest(pages("2", 4, "120"));
    assertEquals(List.of("DIFFERENCE 1: 120 ~ 24 [LATE=1]"), adjust(1));
    meter.correct(TENANT, "void", voiding(pages("2", 4, "120")));
    assertEquals(List.of("DIFFERENCE 2: -120 ~ -24 [VOIDED=1]"), adjust(2));
  }

  @Test
  void graduatedTiersThatAreEnteredChangeNoUnitPrice() {
    meter.register("1", Pages.contract());
    assertEquals(List.of("90 ~ 22.5"), close(pages("1", 3, "90")));
    meter.ingest(pages("2", 4, "60"));
    assertEquals(List.of("DIFFERENCE 1: 60 ~ 2.7 [LATE=1]"), adjust(1));
  }
}
