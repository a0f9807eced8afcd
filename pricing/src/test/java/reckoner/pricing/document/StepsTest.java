package reckoner.pricing.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Allocation.Drift;
import reckoner.pricing.Decimals;
import reckoner.pricing.document.Policies.CreditPlace;
import reckoner.pricing.document.Policies.DiscountPlace;
import reckoner.pricing.document.Policies.MinimumPlace;
import reckoner.pricing.document.Policies.RoundingPlace;
import reckoner.pricing.document.Policies.Shortfall;
import reckoner.pricing.document.Policies.TaxPlace;

class StepsTest {
  private static final Scope ALL = new Scope.WholeDocument();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "usage 0 | 10% | usage 0",
        "usage 0 | 5 | usage 0",
        "usage 10 | 10 | usage 10 -10",
        "usage 10 | 10.01 | usage 10 -10",
        "usage 10 | 0.005 | usage 10 -0.01",
        "usage 10 | 100% | usage 10 -10",
        "usage 0.05 | 10% | usage 0.05 -0.01",
        "usage 0.04 | 10% | usage 0.04",
        "usage 100 | 10%, 10% | usage 100 -10 -9",
        "usage 100 | 50%, 20 | usage 100 -20 -40",
        "usage0 0.01, usage1 0.01, usage2 0.01 | 0.02 | usage0 0.01 -0.01, usage1 0.01 -0.01,"
            + " usage2 0.01",
        "usage 100, fee -30 | 10% | usage 100 -10, fee -30",
        "usage 100, fee -30 | 120 | usage 100 -100, fee -30",
        "usage 100, adjustment 30 | 10% | usage 100 -10, adjustment 30",
        "usage 99999999999999999999 | 50% | usage 99999999999999999999 -49999999999999999999.5",
      })
  void amountsAreTakenBeforePercentsAndNoLineGoesBelowZero(
      String lines, String discounts, String shown) {
    assertEquals(shown, Sheet.lines(lines).discounts(discounts).shown());
  }

  @Test
  void aDiscountTakesFromTheLinesOfItsScope() {
    var sheet =
        Sheet.lines("usage0 100, usage1 50, fee 30")
            .discount("10%", new Scope.Charge("usage1"))
            .discount("10%", new Scope.ProductGroup("usage"))
            .discount("10%", new Scope.Contract("other"))
            .discount("10", ALL);
    assertEquals(
        "usage0 100 -5.55 -9.45, usage1 50 -2.78 -4.72 -4.25, fee 30 -1.67", sheet.shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "usage 0 | 50 | '' | usage 0, bound0 50",
        "usage 50 | 50 | '' | usage 50",
        "usage 49.99 | 50 | '' | usage 49.99, bound0 0.01",
        "usage 50 | '' | 50 | usage 50",
        "usage 50.01 | '' | 50 | usage 50.01 -0.01",
        "usage 20, fee 70 | '' | 50 | usage 20 -8.89, fee 70 -31.11",
        "usage 20 | '' | 0 | usage 20 -20",
        "usage 20 | 0 | '' | usage 20",
        "usage 20 | 50 | 50 | usage 20, bound0 30",
        "usage 80, fee -40 | 50 | '' | usage 80, fee -40, bound0 10",
        "usage 80, fee -40 | '' | 30 | usage 80 -10, fee -40",
        "usage 80, adjustment 40 | 100 | 110 | usage 80, adjustment 40, bound0 20",
      })
  void aScopeComesToAtLeastItsMinimumAndAtMostItsMaximum(
      String lines, String minimum, String maximum, String shown) {
    assertEquals(shown, Sheet.lines(lines).bound(minimum, maximum, ALL).shown());
  }

  @Test
  void innerScopesAreBoundFirstAndTheirShortfallsCountToOuterOnes() {
    var sheet =
        Sheet.lines("usage0 10, usage1 20, fee 5")
            .bound("100", "90000", ALL)
            .bound("", "30", new Scope.ProductGroup("usage"))
            .bound("15", "", new Scope.Charge("usage0"));
    assertEquals(
        "usage0 10 -1.43, usage1 20 -2.86, fee 5, bound2 5 -0.71, bound0 65", sheet.shown());
  }

  @Test
  void aContractIsBoundAfterItsProductGroupsAndBeforeTheDocument() {
    var sheet =
        Sheet.lines("usage 10")
            .bound("100", "", ALL)
            .bound("50", "", new Scope.Contract("contract"))
            .bound("20", "", new Scope.ProductGroup("usage"));
    assertEquals("usage 10, bound2 10, bound1 30, bound0 50", sheet.shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "usage0 -10, usage1 20 | PRO_RATA | usage0 -10, usage1 20 +40",
        "usage0 -10, usage1 -20 | PRO_RATA | usage0 -10 +40, usage1 -20 +40",
        "usage0 0, usage1 0 | PRO_RATA | usage0 0 +25, usage1 0 +25",
        "usage0 -10, usage1 20 | EVENLY | usage0 -10, usage1 20 +40",
        "usage0 1, usage1 2, usage2 3 | EVENLY | usage0 1 +14.67, usage1 2 +14.67, usage2 3 +14.66",
        "usage0 0, usage1 20 | EVENLY | usage0 0 +15, usage1 20 +15",
      })
  void creditLinesShareInAShortfallOnlyWhereThereIsNothingElse(
      String lines, Shortfall shortfall, String shown) {
    assertEquals(
        shown,
        Sheet.lines(lines)
            .bound("50", "", ALL)
            .policies(Policies.defaults().with(shortfall))
            .shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BEFORE_CREDITS | usage 300 -300 +0, bound0 100 -100 +0",
        "AFTER_CREDITS | usage 300 -300 +0, bound0 400 +40",
      })
  void creditsCountToAMinimumByPolicy(MinimumPlace place, String shown) {
    assertEquals(
        shown,
        Sheet.lines("usage 300")
            .bound("400", "", ALL)
            .credits("500")
            .taxes("10")
            .policies(Policies.defaults().with(place))
            .shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "usage 100 | 0 | usage 100 | 0",
        "usage 100 | 99.99 | usage 100 -99.99 | 0",
        "usage 100 | 100.01 | usage 100 -100 | 0.01",
        "usage 100 | 10.008 | usage 100 -10 | 0.008",
        "usage 100, fee 50 advance | 500 | usage 100 -100, fee 50 | 400",
        "usage 10, fee -4 | 10 | usage 10 -6, fee -4 | 4",
        "usage 10, fee -40 | 10 | usage 10, fee -40 | 10",
        "usage0 10, usage1 20 | 5, 7, 20 | usage0 10 -5 -5, usage1 20 -2 -18 | 2",
      })
  void creditsPayInTheirOrderAndNeverMoreThanIsDue(
      String lines, String credits, String shown, String left) {
    var sheet = Sheet.lines(lines).credits(credits);
    assertEquals(shown, sheet.shown());
    assertEquals(
        left, Decimals.plain(((DocumentStep.Credited) sheet.computed().steps().getLast()).left()));
  }

  @Test
  void aPartByValuePaysItsLineOnly() {
    assertEquals(
        "usage0 10 -4, usage1 20 -20",
        Sheet.lines("usage0 10, usage1 20").credit("30", "usage1").credit("4", "usage0").shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BEFORE_TAX | BEFORE_TAX | usage 100 -10 -50 +4",
        "AFTER_TAX | BEFORE_TAX | usage 100 -50 +5 -5.5",
        "BEFORE_TAX | AFTER_TAX | usage 100 -10 +9 -50",
        "AFTER_TAX | AFTER_TAX | usage 100 +10 -11 -50",
        "BEFORE_TAX | AFTER_TAX_NEVER_PAYING_TAX | usage 100 -10 +9 -50",
        "AFTER_TAX | AFTER_TAX_NEVER_PAYING_TAX | usage 100 +10 -11 -50",
      })
  void discountsAndCreditsStandBeforeOrAfterTax(
      DiscountPlace discounts, CreditPlace credits, String shown) {
    assertEquals(
        shown,
        Sheet.lines("usage 100")
            .discounts("10%")
            .credits("50")
            .taxes("10")
            .policies(Policies.defaults().with(discounts).with(credits))
            .shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "usage 0 | 10 | LINE | usage 0 +0",
        "usage 0.05 | 10 | LINE | usage 0.05 +0.01",
        "usage 0.04 | 10 | LINE | usage 0.04 +0",
        "usage 100 | 10, 5 | LINE | usage 100 +10 +5",
        "usage 100 | 10, 5 compound | LINE | usage 100 +10 +5.5",
        "usage -100 | 10, 5 compound | LINE | usage -100 -10 -5.5",
        "usage0 0.05, usage1 0.05 | 10 | LINE | usage0 0.05 +0.01, usage1 0.05 +0.01",
        "usage0 0.05, usage1 0.05 | 10 | DOCUMENT | usage0 0.05 +0.01, usage1 0.05 +0",
        "usage0 0.04, usage1 0.04, usage2 0.04 | 10 | DOCUMENT | usage0 0.04 +0.01, usage1 0.04 +0,"
            + " usage2 0.04 +0",
        "usage0 10.05, usage1 -10.01 | 10 | DOCUMENT | usage0 10.05 +1, usage1 -10.01 -1",
        "usage0 10.05, usage1 -10.01 | 10 | LINE | usage0 10.05 +1.01, usage1 -10.01 -1",
      })
  void exclusiveTaxesAreAdded(String lines, String taxes, TaxPlace place, String shown) {
    assertEquals(
        shown, Sheet.lines(lines).taxes(taxes).policies(Policies.defaults().with(place)).shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "110 | 10 included | LINE | 100 10",
        "-110 | 10 included | LINE | -100 -10",
        "100 | 10 included | LINE | 90.91 9.09",
        "115 | 10 included, 5 included | LINE | 100 10; 100 5",
        "115.5 | 10 included, 5 included compound | LINE | 100 10; 110 5.5",
        "0.01 | 7 included | LINE | 0.01 0",
        "100 | 7 included, 7 included | LINE | 87.72 6.14; 87.72 6.14",
        "10 | 7 included, 7 included | LINE | 8.77 0.62; 8.77 0.61",
        "10 | 7 included, 7 included | DOCUMENT | 8.78 0.61; 8.78 0.61",
        "110 | 10 included, 5 | LINE | 100 10; 100 5",
        "110 | 10 included, 5 compound | LINE | 100 10; 110 5.5",
      })
  void inclusiveTaxesAreTakenOutOfTheAmount(
      String amount, String taxes, TaxPlace place, String basesAndTaxes) {
    var line =
        Sheet.lines("usage " + amount)
            .taxes(taxes)
            .policies(Policies.defaults().with(place))
            .computed()
            .lines()
            .getFirst();
    var shown =
        line.steps().stream()
            .map(LineStep.Taxed.class::cast)
            .map(tax -> Decimals.plain(tax.base()) + " " + Decimals.plain(tax.amount()))
            .toList();
    assertEquals(basesAndTaxes, String.join("; ", shown));
  }

  @Test
  void aTaxOfThreeLinesOfOneDivisionIsRoundedFromTheirExactSum() {
    // 3 × 0.05 contain 3 × 0.05 ÷ 6 = 0.025; the thirds alone would come to less
    var taxed =
        (DocumentStep.Taxed)
            Sheet.lines("usage0 0.05, usage1 0.05, usage2 0.05")
                .taxes("20 included")
                .policies(Policies.defaults().with(TaxPlace.DOCUMENT))
                .computed()
                .steps()
                .getLast();
    assertEquals("0.025 0.03", Decimals.plain(taxed.exact()) + " " + taxed.amount());
  }

  @Test
  void creditsThatNeverPayTaxLeaveInclusiveTaxToBePaid() {
    assertEquals(
        "usage 110 +0 -100",
        Sheet.lines("usage 110")
            .taxes("10 included")
            .credits("500")
            .policies(Policies.defaults().with(CreditPlace.AFTER_TAX_NEVER_PAYING_TAX))
            .shown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "USD | LINE | usage0 1.005, usage1 1.005 | usage0 1.01, usage1 1.01",
        "USD | DOCUMENT | usage0 1.005, usage1 1.005 | usage0 1.01, usage1 1",
        "USD | DOCUMENT | usage0 -1.005, usage1 -1.005 | usage0 -1.01, usage1 -1",
        "USD | DOCUMENT | usage0 0.004, usage1 -0.004 | usage0 0, usage1 0",
        "USD | DOCUMENT | usage0 0.004, usage1 0.004, usage2 -0.001 | usage0 0.01, usage1 0,"
            + " usage2 0",
        "JPY | LINE | usage0 100.5, usage1 0.4 | usage0 101, usage1 0",
        "JPY | DOCUMENT | usage0 100.4, usage1 0.4 | usage0 101, usage1 0",
        "KWD | LINE | usage0 0.0005, usage1 1.2344 | usage0 0.001, usage1 1.234",
      })
  void linesAreRoundedEachOrTogether(
      String currency, RoundingPlace place, String lines, String shown) {
    assertEquals(
        shown,
        Sheet.lines(lines).currency(currency).policies(Policies.defaults().with(place)).shown());
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0, 0, 100",
    "100, 99.999, 99.99, 0.01",
    "100, 200, 100, 0",
    "-100, 50, 0, -100"
  })
  void theBalancePaysLastAndNeverMoreThanIsDue(
      String amount, String balance, String used, String due) {
    var totals = Sheet.lines("usage " + amount).balance(balance).computed().totals();
    assertEquals(used, Decimals.plain(totals.balanceUsed()));
    assertEquals(due, Decimals.plain(totals.due()));
  }

  @Test
  void aDriftToTheLastPartTakesNoLineBelowZero() {
    var defaults = Policies.defaults();
    var lastPart =
        new Policies(
            defaults.rounding(),
            Drift.LAST_PART,
            defaults.discounts(),
            defaults.credits(),
            defaults.minimums(),
            defaults.shortfall(),
            defaults.taxes());
    assertEquals(
        "usage0 0.01, usage1 0.01 -0.01, usage2 0.01 -0.01",
        Sheet.lines("usage0 0.01, usage1 0.01, usage2 0.01")
            .discounts("0.02")
            .policies(lastPart)
            .shown());
    // a line of 0 takes no part of a rounding
    assertEquals(
        "usage0 0, usage1 0.01, usage2 0",
        Sheet.lines("usage0 0.004, usage1 0.004, usage2 0")
            .policies(lastPart.with(RoundingPlace.DOCUMENT))
            .shown());
  }

  @ParameterizedTest
  @CsvSource({
    "20, '', 101",
    // of lines that are equal, the first
    "10, tax0, 109"
  })
  void aShortfallIsTaxedAsTheLargestLineOfItsScope(BigDecimal exempt, String taxes, String total) {
    var none = Sheet.lines("usage0 10, usage1 5").taxes("10").document();
    var lines =
        List.of(
            none.lines().getFirst(),
            new Line(
                "exempt",
                "exempt",
                "usage",
                "contract",
                Line.Kind.USAGE,
                exempt,
                false,
                List.of()));
    var computed =
        ComputedDocument.of(
            new Document(
                none.rounding(),
                none.policies(),
                lines,
                none.discounts(),
                List.of(
                    new Bound(
                        "lacks", ALL, Optional.of(BigDecimal.valueOf(100)), Optional.empty())),
                none.credits(),
                none.taxes(),
                none.balance()));
    var trueUp = computed.lines().getLast();
    assertEquals("lacks", trueUp.line().key());
    assertEquals(Line.Kind.TRUE_UP, trueUp.line().kind());
    assertEquals(taxes, String.join(" ", trueUp.line().taxes()));
    assertEquals(total, Decimals.plain(computed.totals().total()));
  }
}
