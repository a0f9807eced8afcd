package reckoner.pricing.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import reckoner.pricing.document.Policies.CreditPlace;
import reckoner.pricing.document.Policies.MinimumPlace;

/** Documents, and results, that contradict themselves. */
class RefusedDocumentsTest {
  private static final Scope ALL = new Scope.WholeDocument();

  @Test
  void whatContradictsItselfIsRefused() {
    refused(
        "a minimum is not above its maximum: bound0 50 49.99",
        () -> Sheet.lines("usage 1").bound("50", "49.99", ALL));
    refused("a minimum is 0 or more: bound0 -1", () -> Sheet.lines("usage 1").bound("-1", "", ALL));
    refused("a maximum is 0 or more: bound0 -1", () -> Sheet.lines("usage 1").bound("", "-1", ALL));
    refused(
        "a scope has one bound: WholeDocument[]",
        () -> Sheet.lines("usage 1").bound("50", "", ALL).bound("", "60", ALL).document());
    refused(
        "a minimum has a line in its scope: bound0",
        () -> Sheet.lines("adjustment 1").bound("50", "", ALL).document());
    refused("a line stands once: usage", () -> Sheet.lines("usage 1, usage 2").document());
    refused(
        "a discount is 0 to 100 percent: discount0 100.1",
        () -> Sheet.lines("usage 1").discounts("100.1%"));
    refused("a discount is 0 or more: discount0 -1", () -> Sheet.lines("usage 1").discounts("-1"));
    refused("a credit is 0 or more: credit0 -1", () -> Sheet.lines("usage 1").credits("-1"));
    refused(
        "a credit pays lines of its document: credit0 [other]",
        () -> Sheet.lines("usage 1").credit("1", "other").document());
    refused(
        "inclusive taxes stand before exclusive ones: tax1",
        () -> Sheet.lines("usage 1").taxes("10, 5 included").document());
    refused("a balance is 0 or more: -1", () -> Sheet.lines("usage 1").balance("-1").document());
    refused(
        "a minimum after credits needs credits before tax, for its shortfall is taxed: AFTER_TAX",
        () -> Policies.defaults().with(MinimumPlace.AFTER_CREDITS).with(CreditPlace.AFTER_TAX));
    refused(
        "a discount is 0 to 100 percent: discount0 -1",
        () -> Sheet.lines("usage 1").discounts("-1%"));
    refused("a tax is 0 percent or more: tax0 -1", () -> Sheet.lines("usage 1").taxes("-1"));
    refused("a credit for lines names one: credit0", () -> Sheet.lines("usage 1").credit("1"));
    refused(
        "a bound has an id that no line and no other bound has: bound0",
        () -> Sheet.lines("bound0 1").bound("50", "", ALL).document());
  }

  @Test
  void nothingIsADiscountACreditAndATax() {
    assertEquals(
        "usage 1 +0",
        Sheet.lines("usage 1").discounts("0, 0%").credits("0").taxes("0").balance("0").shown());
  }

  @Test
  void aLineBearsTaxesOfItsDocument() {
    var taxed = Sheet.lines("usage 1").taxes("10").document();
    refused(
        "a line bears taxes of its document: usage [tax0]",
        () ->
            new Document(
                taxed.rounding(),
                taxed.policies(),
                taxed.lines(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                BigDecimal.ZERO));
  }

  @Test
  void aResultThatDoesNotAddUpCannotBeMade() {
    var computed = Sheet.lines("usage 10").discounts("1, 2").computed();
    var line = computed.lines().getFirst();
    refused(
        "the steps of line usage come to 7, not 8",
        () -> new ComputedLine(line.line(), line.amount(), line.steps(), new BigDecimal("8")));
    var second = line.steps().getLast();
    refused(
        "a step starts where the one before it ended: usage " + second,
        () -> new ComputedLine(line.line(), line.amount(), List.of(second), line.total()));
    var zero = BigDecimal.ZERO;
    var ten = BigDecimal.TEN;
    var one = BigDecimal.ONE;
    refused(
        "the sums of a document come to 10, not 9 less 0 = 9",
        () ->
            new Totals(
                ten,
                zero,
                zero,
                zero,
                zero,
                zero,
                zero,
                new BigDecimal(9),
                zero,
                new BigDecimal(9)));
    refused(
        "the sums of a document come to 10, not 10 less 1 = 10",
        () -> new Totals(ten, zero, zero, zero, zero, zero, zero, ten, one, ten));
  }

  private static void refused(String message, Executable making) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, making).getMessage());
  }
}
