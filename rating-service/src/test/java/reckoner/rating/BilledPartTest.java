package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Pages.CUTOFF;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reckoner.proto.rating.v1.PeriodAdjustment;

/** What was billed under a part that no rating of the period gives is taken back (RULES A8). */
class BilledPartTest {
  private static final String C = "c/2026-03";
  private final Meter meter = new Meter();

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
    meter.catalog.publishBook(
        MARCH.minusSeconds(1),
        "pages",
        """
        {'currency': 'USD', 'dimensions': ['region'], 'prices': [
          {'product': 'page', 'dimensions': {'region': 'eu'},
           'terms': {'price': {'perUnit': {'rate': {'amount': '0.25'}}}}}]}
        """);
    meter.register(
        "1", Meter.contract(C, "c", MARCH, APRIL, MAY).addCharges(Pages.listed("SUM", "pages")));
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  private PeriodAdjustment adjust(int hours) {
    var cutoff = CUTOFF.plusSeconds(3_600L * hours);
    meter.advance(cutoff);
    return meter.adjust(TENANT, "adjust " + hours, C, MARCH, cutoff);
  }

  private static List<String> lines(PeriodAdjustment adjustment) {
    return adjustment.getLinesList().stream()
        .map(line ->
            line.getKind()
                + " "
                + line.getDue().getRevision()
                + " "
                + line.getCumulative().getDisplayName()
                + " "
                + line.getCumulative().getProduct()
                + line.getDue().getDimensionsMap()
                + " "
                + Lines.line(line.getDue()))
        .toList();
  }

  /** As a program billed them that named the parts of lines in another way. */
  @Test
  void aPartThatIsInNoRatingIsTakenBackOnce() {
    meter.advance(APRIL);
    meter.ingest(
        Meter.event("1", "c", "2026-03-03T00:00:00Z", "small", "input", "1100000"),
        Pages.document("2", "2026-03-04T00:00:00Z", "10").toBuilder()
            .putDimensions("region", "eu")
            .build());
    meter.advance(CUTOFF);
    meter.close("close", C, MARCH);
    Pages.sql(
        meter,
        """
        insert into due_charge
          (tenant, contract, period_start, charge, part, revision, kind, provider, model,
           token_class, price_version, product, meter, dimensions, quantity, allowance,
           quantity_priced, amount_exact, amount, cost_exact, events)
        select tenant, contract, period_start, charge, md5(part), revision, kind, provider, model,
          token_class, price_version, product, meter, dimensions, quantity, allowance,
          quantity_priced, amount_exact, amount, cost_exact, events
        from due_charge
        """);
    assertEquals(
        List.of(
            "DIFFERENCE 1 Model usage {} model-usage small input: -1100000 - -100000 = -1000000"
                + " -> -1.8 ~ -1.8, cost -1.65",
            "DIFFERENCE 1 Pages page{region=eu} pages  : -10 - 0 = -10 -> -2.5 ~ -2.5, cost 0",
            "DIFFERENCE 1 Platform fee {} platform-fee  : -1 - 0 = -1 -> -29 ~ -29, cost 0"),
        lines(adjust(1)));
    assertEquals(
        List.of("33.3"),
        Pages.sql(meter, "select trim_scale(sum(amount)) from due_charge"),
        "29 + 1.8 + 2.5 are billed in all");
    assertEquals(List.of(), lines(adjust(2)));
  }
}
