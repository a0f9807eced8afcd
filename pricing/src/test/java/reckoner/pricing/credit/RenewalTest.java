package reckoner.pricing.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Currencies;
import reckoner.pricing.Decimals;
import reckoner.pricing.Rate;
import reckoner.pricing.Rounding;
import reckoner.pricing.credit.DrawTerms.Shortage;
import reckoner.pricing.credit.Rollover.Base;

class RenewalTest {
  private static final Rounding USD = Rounding.of(Currencies.of("USD"));

  @ParameterizedTest
  @CsvSource({
    "2026-08-31, 37", // D-4: the day before, in force
    "2026-09-01, 0" // D-4: +100, -63, -37
  })
  void whatAGrantStillHoldsLapsesAtItsExpiry(String day, String balance) {
    var used =
        Drawdown.of(
            List.of(Grants.charge("c", "63")),
            Wallet.of(Grants.of("A 100 expiry=2026-09-01, B 0 expiry=2026-09-01")),
            DrawTerms.defaults());
    var expiry = Expiry.at(Grants.day(day), used.wallet());
    assertEquals(
        balance.equals("0") ? List.of(new Expiry.Lapsed("A", BigDecimal.valueOf(37))) : List.of(),
        expiry.lapsed());
    assertEquals(balance, Decimals.plain(expiry.wallet().grants().getFirst().remaining()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "R-1 | ORIGINAL | 0.5 | - | 100000 | 10000 | false | 10000 | 0",
        "R-2 | ORIGINAL | 0.5 | - | 100000 | 60000 | false | 50000 | 10000",
        "R-2 of the unused | UNUSED | 0.5 | - | 100000 | 60000 | false | 30000 | 30000",
        "D-9 | ORIGINAL | 1 | - | 1000 | 200 | false | 200 | 0",
        "D-9 last period | ORIGINAL | 1 | - | 1000 | 200 | true | 0 | 200",
        "cap | ORIGINAL | 1 | 150 | 1000 | 200 | false | 150 | 50",
        "cap above | UNUSED | 0.5 | 150 | 1000 | 200 | false | 100 | 100",
        "cap 0 | ORIGINAL | 1 | 0 | 1000 | 200 | false | 0 | 200",
        "all | ORIGINAL | 0.5 | - | 100 | 100 | false | 50 | 50",
        "boundary | ORIGINAL | 0.5 | - | 100 | 50 | false | 50 | 0",
        "past it | ORIGINAL | 0.5 | - | 100 | 50.01 | false | 50 | 0.01",
        "nothing | ORIGINAL | 0.5 | - | 100 | 0 | false | 0 | 0",
        "share 0 | UNUSED | 0 | - | 100 | 40 | false | 0 | 40",
      })
  void aShareOfTheOriginalOrOfTheUnusedRolls(
      String id,
      Base base,
      String share,
      String cap,
      String original,
      String unused,
      boolean isLastPeriod,
      String rolled,
      String lapsed) {
    var parts =
        new Rollover(
                base,
                new BigDecimal(share),
                cap.equals("-") ? Optional.empty() : Optional.of(new BigDecimal(cap)))
            .split(new BigDecimal(original), new BigDecimal(unused), isLastPeriod);
    assertEquals(rolled, Decimals.plain(parts.rolled()), id);
    assertEquals(lapsed, Decimals.plain(parts.lapsed()), id);
  }

  @Test
  void whatRollsKeepsItsScopeAndIsUsedBeforeTheNewGrantAsInR1() {
    var old = Grants.of("A 10000 of=100000 product=usage priority=5").getFirst();
    var renewal =
        Rollover.ofOriginal(new BigDecimal("0.5"))
            .renew(
                old, new Rollover.Next("A-rolled", 9, Grants.day("2026-06-01"), Optional.empty()));
    assertEquals(BigDecimal.ZERO, renewal.old().remaining());
    var wallet = new ArrayList<>(Grants.of("B 200000 priority=1"));
    wallet.addAll(renewal.rolled().stream().toList());
    var drawdown =
        Drawdown.of(
            List.of(
                Grants.charge("c1", "500", "storage", Grants.NOW), Grants.charge("c2", "15000")),
            Wallet.of(wallet),
            new DrawTerms(List.of(GrantOrder.TYPE, GrantOrder.PRIORITY), Shortage.INVOICE_REST));
    assertEquals("B 500, A-rolled 10000, B 5000", Grants.shown(drawdown.entries()));
  }

  @Test
  void theNextPeriodOpensWithWhatRolledAsInD9() {
    var used =
        Drawdown.of(
            List.of(Grants.charge("c", "800")),
            Wallet.of(Grants.of("june 1000 expiry=2026-07-01")),
            DrawTerms.defaults());
    var july = Grants.day("2026-07-01");
    var renewal =
        Rollover.ofOriginal(BigDecimal.ONE)
            .renew(
                used.wallet().grants().getFirst(),
                new Rollover.Next("rolled", 1, july, Optional.empty()));
    var grants = new ArrayList<>(Grants.of("july 1000 from=2026-07-01"));
    grants.addAll(renewal.rolled().stream().toList());
    assertEquals("1200", Decimals.plain(Wallet.of(grants).balance(july)));
  }

  @Test
  void whereNothingIsLeftNothingRolls() {
    var renewal =
        Rollover.ofOriginal(BigDecimal.ONE)
            .renew(
                Grants.of("A 0 of=10").getFirst(),
                new Rollover.Next("rolled", 1, Grants.NOW, Optional.empty()));
    assertTrue(renewal.rolled().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "V-7, 50, 450, 45",
    "past it, 50.01, -, -",
    "below, 0, 500, 50",
    "overdrawn, -10.5, 510.5, 51.05"
  })
  void aBalanceAtItsThresholdIsRechargedToItsTarget(
      String id, String balance, String quantity, String amount) {
    var recharge =
        new Recharge(
            true, new BigDecimal("50"), new BigDecimal("500"), new Rate(new BigDecimal("0.1"), 1));
    var purchase = recharge.due(new BigDecimal(balance), USD);
    assertEquals(quantity, purchase.map(p -> Decimals.plain(p.quantity())).orElse("-"), id);
    assertEquals(amount, purchase.map(p -> Decimals.plain(p.amount())).orElse("-"), id);
    assertEquals(
        Optional.empty(), recharge.afterFailedPayment().due(new BigDecimal(balance), USD), id);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 15, true", // V-9
    "4.99, 15, false",
    "5, 14.99, false",
    "50, 60, true",
    "0, 15, false"
  })
  void aSellerLimitsThresholdsAndTargets(String threshold, String target, boolean kept) {
    var recharge =
        new Recharge(
            true, new BigDecimal(threshold), new BigDecimal(target), new Rate(BigDecimal.ONE, 1));
    assertEquals(kept, recharge.keeps(new Recharge.Limits(BigDecimal.valueOf(5), BigDecimal.TEN)));
  }

  @ParameterizedTest
  @CsvSource({
    "V-10, 100, 0.50, 1, 50",
    "nothing, 0, 0.50, 1, 0",
    "V-11, 5000, 0.25, 1, 1250",
    "V-11 tokens, 100000, 10, 100000, 10",
    "V-11 one token, 1, 10, 100000, 0.0001",
    "I-9, 100, 1, 2, 50",
    "D-5, 10000, 8000, 10000, 8000",
    "D-5 one unit, 1, 8000, 10000, 0.8",
  })
  void creditIsBoughtAtItsCostBasis(
      String id, String quantity, String price, long per, String amount) {
    var purchase = Purchase.of(new BigDecimal(quantity), new Rate(new BigDecimal(price), per), USD);
    assertEquals(amount, Decimals.plain(purchase.amountExact()), id);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertEquals(
        "a share is 0 to 1: 1.1",
        assertThrows(
                IllegalArgumentException.class, () -> Rollover.ofOriginal(new BigDecimal("1.1")))
            .getMessage());
    assertEquals(
        "a purchase is 0 or more: -1",
        assertThrows(
                IllegalArgumentException.class,
                () -> Purchase.of(BigDecimal.ONE.negate(), new Rate(BigDecimal.ONE, 1), USD))
            .getMessage());
    assertEquals(
        "a cap is 0 or more: -1",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Rollover(Base.UNUSED, BigDecimal.ONE, Optional.of(BigDecimal.ONE.negate())))
            .getMessage());
    assertEquals(
        "what is unused is 0 to the original: 2 of 1",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Rollover.ofOriginal(BigDecimal.ONE)
                        .split(BigDecimal.ONE, BigDecimal.TWO, false))
            .getMessage());
    assertEquals(
        "a target is above its threshold, which is 0 or more: 5 5",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Recharge(
                        true,
                        BigDecimal.valueOf(5),
                        BigDecimal.valueOf(5),
                        new Rate(BigDecimal.ONE, 1)))
            .getMessage());
  }
}
