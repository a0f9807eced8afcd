package reckoner.pricing.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.document.Policies.CreditPlace;
import reckoner.pricing.document.Policies.DiscountPlace;

class WorkedDocumentsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "I-1 | usage 20 | 10% | 50 | 500 | '' | '' | 0 | BEFORE_TAX | BEFORE_TAX | 50 | 50",
        "I-2 | usage 300 | '' | 400 | '' | 500 | '' | 0 | BEFORE_TAX | BEFORE_TAX | 0 | 0",
        "I-3 | usage 800 | '' | '' | '' | 500 | 10 | 100 | BEFORE_TAX | BEFORE_TAX | 330 | 230",
        "I-5 | usage 300, fee 100 | 15% | 200 | '' | 150 | 8 | 30 | BEFORE_TAX | BEFORE_TAX"
            + " | 205.2 | 175.2",
        "I-7 | usage 50, fee 20 | 10 | '' | '' | 30 | 10 | 0 | AFTER_TAX | AFTER_TAX | 37 | 37",
        "I-7 before | usage 50, fee 20 | 10 | '' | '' | 30 | 10 | 0 | BEFORE_TAX | BEFORE_TAX"
            + " | 33 | 33",
        "I-8 | usage 100 | '' | '' | '' | 100 | 8 | 0 | BEFORE_TAX | AFTER_TAX_NEVER_PAYING_TAX"
            + " | 8 | 8",
        "T-6 | usage 107 | '' | '' | '' | '' | 8 | 0 | BEFORE_TAX | BEFORE_TAX | 115.56 | 115.56",
        "T-6 by tiers | usage0 10, usage1 72, usage2 25 | '' | '' | '' | '' | 8 | 0 | BEFORE_TAX"
            + " | BEFORE_TAX | 115.56 | 115.56",
      })
  void theDocumentComesTo(
      String id,
      String lines,
      String discounts,
      String minimum,
      String maximum,
      String credits,
      String taxes,
      String balance,
      DiscountPlace discountPlace,
      CreditPlace creditPlace,
      String total,
      String due) {
    var totals =
        Sheet.lines(lines)
            .discounts(discounts)
            .bound(minimum, maximum, new Scope.WholeDocument())
            .credits(credits)
            .taxes(taxes)
            .balance(balance)
            .policies(Policies.defaults().with(discountPlace).with(creditPlace))
            .computed()
            .totals();
    assertEquals(total, Decimals.plain(totals.total()), id);
    assertEquals(due, Decimals.plain(totals.due()), id);
  }

  @Test
  void everyStepOfI5IsShown() {
    var sheet =
        Sheet.lines("usage 300, fee 100")
            .discounts("15%")
            .bound("200", "", new Scope.WholeDocument())
            .credits("150")
            .taxes("8")
            .balance("30");
    assertEquals("usage 300 -45 -150 +8.4, fee 100 -15 +6.8", sheet.shown());
    assertEquals(
        List.of(
            "Discounted 400 60", "RaisedToMinimum 340 0", "Credited 150 0", "Taxed 190 15.2 15.2"),
        sheet.computed().steps().stream().map(WorkedDocumentsTest::told).toList());
    var totals = sheet.computed().totals();
    assertEquals(
        "400 60 0 0 150 15.2 0 205.2 30 175.2",
        Stream.of(
                totals.amounts(),
                totals.discounts(),
                totals.raised(),
                totals.cut(),
                totals.credits(),
                totals.taxes(),
                totals.taxesIncluded(),
                totals.total(),
                totals.balanceUsed(),
                totals.due())
            .map(Decimals::plain)
            .collect(Collectors.joining(" ")));
  }

  @Test
  void aShortfallIsPaidByCreditsAndWhatIsLeftOfThemIsSaidAsInI2() {
    var sheet = Sheet.lines("usage 300").bound("400", "", new Scope.WholeDocument()).credits("500");
    assertEquals("usage 300 -300, bound0 100 -100", sheet.shown());
    var credited = (DocumentStep.Credited) sheet.computed().steps().getLast();
    assertEquals(
        "400 100", Decimals.plain(credited.paid()) + " " + Decimals.plain(credited.left()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OWN_LINE | usage0 100 -16, usage1 25 -4, bound0 15",
        "PRO_RATA | usage0 100 -16 +12, usage1 25 -4 +3",
        "EVENLY | usage0 100 -16 +7.5, usage1 25 -4 +7.5",
      })
  void aDiscountIsSplitByAmountAndAShortfallByPolicyAsInI4(
      Policies.Shortfall shortfall, String shown) {
    assertEquals(
        shown,
        Sheet.lines("usage0 100, usage1 25")
            .discounts("20")
            .bound("120", "", new Scope.WholeDocument())
            .policies(Policies.defaults().with(shortfall))
            .shown());
  }

  @Test
  void boughtUnitsOfAnotherKindAreDiscountedInMoneyAsInI9() {
    var exact = new Rate(BigDecimal.ONE, 2).of(BigDecimal.valueOf(100));
    assertEquals("fee 50 -5", Sheet.lines("fee " + exact).discounts("10%").shown());
  }

  private static String told(DocumentStep step) {
    var figures =
        switch (step) {
          case DocumentStep.Discounted s -> Stream.of(s.base(), s.amount());
          case DocumentStep.RaisedToMinimum s -> Stream.of(s.base(), s.shortfall());
          case DocumentStep.CutToMaximum s -> Stream.of(s.base(), s.excess());
          case DocumentStep.Credited s -> Stream.of(s.paid(), s.left());
          case DocumentStep.Taxed s -> Stream.of(s.base(), s.exact(), s.amount());
        };
    return figures
        .map(figure -> " " + Decimals.plain(figure))
        .collect(Collectors.joining("", step.getClass().getSimpleName(), ""));
  }
}
