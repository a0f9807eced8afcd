package reckoner.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.pricing.model.PerUnit;
import reckoner.pricing.model.QuantityPrice;
import reckoner.pricing.model.Tier;
import reckoner.pricing.model.Tiers;
import reckoner.pricing.model.Trace;
import reckoner.pricing.model.Volume;

/** Late usage, billed as the difference of cumulative amounts (RULES A8, G2, G3). */
class LaterLineTest {
  private static final Rounding USD = Rounding.of(Currencies.of("USD"));
  private static final PerUnit TEN = new PerUnit(new Rate(BigDecimal.TEN, 1));

  @Test
  void l1EachPeriodIsCorrectedByItself() {
    var first = later(cumulative(TEN, "5"), "0");
    assertEquals("50.00", first);
    assertEquals("20.00", later(cumulative(TEN, "7"), first), "two more of the first period");
    // cumulative 10 of both periods, of which 7 are the first's
    assertEquals("30.00", later(cumulative(TEN, "3"), "0"), "the second period's own three");
    assertEquals("50.00", later(cumulative(TEN, "10"), first), "or all at once, on the second");
  }

  /** A changed unit price is a reversal and a replacement, never merged. */
  @Test
  void l2AVolumePriceThatFallsIsReversedAndReplaced() {
    var volume =
        new Volume(
            Tiers.of(
                List.of(
                    Tier.upTo(new BigDecimal("15"), new Rate(BigDecimal.TEN, 1)),
                    Tier.last(new Rate(new BigDecimal("5"), 1)))));
    var billed = later(cumulative(volume, "15"), "0");
    assertEquals("150.00", billed);
    var replacement = USD.round(cumulative(volume, "16"));
    assertEquals("80.00", replacement.toPlainString());
    assertEquals("-70.00", later(cumulative(volume, "16"), billed), "the two lines together");
    assertEquals(
        new BigDecimal(billed).negate().add(replacement).toPlainString(),
        later(cumulative(volume, "16"), billed));
  }

  @Test
  void l3ThreeMoreAreTheDifference() {
    assertEquals("30.00", later(cumulative(TEN, "8"), later(cumulative(TEN, "5"), "0")));
  }

  @Test
  @Tag("F32")
  void cumulativeAmountsAreRoundedNeverDifferences() {
    var third = new PerUnit(new Rate(BigDecimal.ONE, 3));
    var first = later(cumulative(third, "1"), "0");
    var second = later(cumulative(third, "2"), first);
    var all = new BigDecimal(first).add(new BigDecimal(second)).toPlainString();
    assertEquals("0.33", first);
    assertEquals("0.34", second);
    assertEquals("0.33", later(cumulative(third, "3"), all));
  }

  @Test
  void aLaterLineStatesWhatItIsComputedFrom() {
    assertEquals(
        new LaterLine(new BigDecimal("12.5"), BigDecimal.TEN, new BigDecimal("2.50")),
        LaterLine.of(new BigDecimal("12.500"), BigDecimal.TEN, USD));
  }

  private static BigDecimal cumulative(QuantityPrice price, String quantity) {
    return price.amount(new BigDecimal(quantity), Trace.off());
  }

  private static String later(BigDecimal cumulative, String billed) {
    return LaterLine.of(cumulative, new BigDecimal(billed), USD).amount().toPlainString();
  }
}
