package reckoner.pricing.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.pricing.Decimals;
import reckoner.pricing.credit.DrawTerms.Shortage;

class DrawdownTest {
  private static final String O =
      "A 50 priority=1 expiry=2026-09-01, B 20 priority=1 expiry=2026-09-01 promo,"
          + " C 100 priority=2 expiry=2026-08-15 promo";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "D-1 | A 50 | 80 | A 50 | 30",
        "D-2 | A 4 | 10 | A 4 | 6",
        "D-4 | A 100 | 63 | A 63 | 0",
        "D-10 | A 200 | 300 | A 200 | 100",
        "D-11 | A 40 | 100 | A 40 | 60",
        "O-1 | " + O + " | 60 | B 20, A 40 | 0",
        "zero | A 10 | 0 | '' | 0",
        "no grant | '' | 10 | '' | 10",
        "empty grant | A 0, B 5 | 5 | B 5 | 0",
        "boundary | A 10 | 10 | A 10 | 0",
        "past it | A 10 | 10.01 | A 10 | 0.01",
        "finer than a cent | A 0.8, B 1 | 0.9005 | A 0.8, B 0.1005 | 0",
        "huge | A 99999999999999999999.5 | 100000000000000000000 | A 99999999999999999999.5 | 0.5",
      })
  void grantsPayInTheirOrderAndTheRestIsUncovered(
      String id, String grants, String amount, String entries, String uncovered) {
    var drawdown =
        Drawdown.of(
            List.of(Grants.charge("c", amount)),
            Wallet.of(Grants.of(grants)),
            DrawTerms.defaults());
    assertEquals(entries, Grants.shown(drawdown.entries()), id);
    assertEquals(uncovered, Decimals.plain(drawdown.outcomes().getFirst().uncovered()), id);
  }

  @Test
  void theSameGrantsBySoonestExpiryAloneDrawOnTheThirdAsInO2() {
    var drawdown =
        Drawdown.of(
            List.of(Grants.charge("c", "60")),
            Wallet.of(Grants.of(O)),
            new DrawTerms(List.of(GrantOrder.SOONEST_EXPIRY), Shortage.INVOICE_REST));
    assertEquals("C 60", Grants.shown(drawdown.entries()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "INVOICE_REST | 40 | A 40 | 60 | false", // D-11
        "BLOCK | 40 | '' | 100 | true", // D-11
        "BLOCK | 99.99 | '' | 100 | true",
        "BLOCK | 100 | A 100 | 0 | false",
      })
  void whatCreditDoesNotCoverIsInvoicedOrBlocked(
      Shortage shortage, String grant, String entries, String uncovered, boolean blocked) {
    var drawdown =
        Drawdown.of(
            List.of(Grants.charge("c", "100")),
            Wallet.of(Grants.of("A " + grant)),
            new DrawTerms(GrantOrder.DEFAULT, shortage));
    var outcome = drawdown.outcomes().getFirst();
    assertEquals(entries, Grants.shown(drawdown.entries()));
    assertEquals(uncovered, Decimals.plain(outcome.uncovered()));
    assertEquals(blocked, outcome.blocked());
  }

  @Test
  void aBlockedChargeLeavesItsCreditToTheNext() {
    var drawdown =
        Drawdown.of(
            List.of(Grants.charge("large", "100"), Grants.charge("small", "30")),
            Wallet.of(Grants.of("A 40")),
            new DrawTerms(GrantOrder.DEFAULT, Shortage.BLOCK));
    assertEquals(List.of(new Entry("A", "small", BigDecimal.valueOf(30))), drawdown.entries());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-31, uncovered",
    "2026-04-01, A",
    "2026-08-31, A",
    "2026-09-01, uncovered",
  })
  void aGrantPaysFromItsStartUntilBeforeItsExpiry(String day, String by) {
    var drawdown =
        Drawdown.of(
            List.of(Grants.charge("c", "1", "usage", Grants.day(day))),
            Wallet.of(Grants.of("A 10 from=2026-04-01 expiry=2026-09-01")),
            DrawTerms.defaults());
    assertEquals(by.equals("A") ? "A 1" : "", Grants.shown(drawdown.entries()));
  }

  @Test
  void aGrantPaysForItsProductsAndDimensionsOnly() {
    var wallet = Wallet.of(Grants.of("A 10 product=storage, B 10 region=eu tier=gold, C 10"));
    var storage =
        new Charge("c", "storage", Map.of("region", "eu"), Grants.NOW, new BigDecimal("15"));
    var compute =
        new Charge(
            "c",
            "compute",
            Map.of("region", "eu", "tier", "gold", "zone", "1"),
            Grants.NOW,
            new BigDecimal("15"));
    assertEquals(
        "A 10, C 5",
        Grants.shown(Drawdown.of(List.of(storage), wallet, DrawTerms.defaults()).entries()));
    assertEquals(
        "B 10, C 5",
        Grants.shown(Drawdown.of(List.of(compute), wallet, DrawTerms.defaults()).entries()));
  }

  @Test
  void anOverdraftIsAGrantOfItsOwnThatLaterGrantsSettleAsInD12() {
    var drawdown =
        Drawdown.of(
            List.of(Grants.charge("event", "25")),
            Grants.withFloor(Grants.of("A 10"), "-100"),
            DrawTerms.defaults());
    assertEquals("A 10, overdraft 15", Grants.shown(drawdown.entries()));
    var overdrawn = drawdown.wallet();
    assertEquals("-15", Decimals.plain(overdrawn.balance(Grants.NOW)));

    var settled =
        Settlement.of(
            new Wallet(
                Grants.of("B 4, C 20 product=storage, D 20"),
                overdrawn.overdraft(),
                BigDecimal.ZERO),
            Grants.NOW,
            GrantOrder.DEFAULT);
    assertEquals("B 4, D 11", Grants.shown(settled.entries()));
    assertEquals("event", settled.entries().getFirst().charge());
    assertEquals(List.of(), settled.wallet().overdraft().debts());
    assertEquals("29", Decimals.plain(settled.wallet().balance(Grants.NOW)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "0 | 0 | A 10 | 15",
        "-15 | 0 | A 10, overdraft 15 | 0",
        "-14.99 | 0 | A 10, overdraft 14.99 | 0.01",
        "0 | 4 | A 6 | 19", // what is held is not drawn
        "-5 | 4 | A 10, overdraft 1 | 14",
        "-5 | 15 | '' | 25",
        "-5 | 16 | '' | 25",
      })
  void theBalanceNeverGoesBelowTheFloorAndReservesCountAgainstIt(
      String floor, String reserved, String entries, String uncovered) {
    var wallet =
        new Wallet(
            Grants.of("A 10"),
            new Overdraft("overdraft", new BigDecimal(floor), List.of()),
            new BigDecimal(reserved));
    var drawdown = Drawdown.of(List.of(Grants.charge("c", "25")), wallet, DrawTerms.defaults());
    assertEquals(entries, Grants.shown(drawdown.entries()));
    assertEquals(uncovered, Decimals.plain(drawdown.outcomes().getFirst().uncovered()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "25 | '' | ''",
        "30 | '' | C 5",
        "40 | '' | C 10",
        "24 | B 1 | ''",
        "7 | B 15, A 3 | ''",
        "0 | B 15, A 10 | ''",
      })
  void whatWasDrawnAtEventTimeIsReconciledWithTheFinalNet(
      String finalNet, String returned, String drawn) {
    var early =
        Drawdown.of(
            List.of(Grants.charge("c", "25")),
            Wallet.of(Grants.of("A 10, B 15, C 10")),
            DrawTerms.defaults());
    var reconciled =
        Reconciliation.of(
            early.entries(),
            List.of(Grants.charge("c", finalNet)),
            early.wallet(),
            DrawTerms.defaults());
    assertEquals(returned, Grants.shown(reconciled.returned()));
    assertEquals(drawn, Grants.shown(reconciled.drawn().entries()));
    assertEquals(drawn.isEmpty(), reconciled.drawn().outcomes().isEmpty());
  }

  @Test
  void whatIsReturnedFirstReducesTheOverdraft() {
    var early =
        Drawdown.of(
            List.of(Grants.charge("c", "25")),
            Grants.withFloor(Grants.of("A 10"), "-20"),
            DrawTerms.defaults());
    var reconciled =
        Reconciliation.of(
            early.entries(),
            List.of(Grants.charge("c", "5")),
            early.wallet(),
            DrawTerms.defaults());
    assertEquals("overdraft 15, A 5", Grants.shown(reconciled.returned()));
    assertEquals("5", Decimals.plain(reconciled.drawn().wallet().balance(Grants.NOW)));
  }

  @Test
  void whatCannotBeIsRefused() {
    refused(
        "what is left of a grant is 0 to what it was: A 11 of 10", () -> Grants.of("A 11 of=10"));
    refused("a grant stands once: A", () -> Wallet.of(Grants.of("A 1, A 2")));
    refused("a charge is 0 or more: c -1", () -> Grants.charge("c", "-1"));
    refused("a floor is 0 or less: 1", () -> Grants.withFloor(List.of(), "1"));
    refused("an entry is above 0: A c", () -> new Entry("A", "c", BigDecimal.ZERO));
    for (var others : List.of("", "B 1")) {
      refused(
          "the wallet has no such grant: A",
          () ->
              Reconciliation.of(
                  List.of(new Entry("A", "c", BigDecimal.ONE)),
                  List.of(Grants.charge("c", "0")),
                  Wallet.of(Grants.of(others)),
                  DrawTerms.defaults()));
    }
    refused(
        "a grant expires after its start: A 2026-01-01T00:00:00Z 2026-01-01T00:00:00Z",
        () -> Grants.of("A 1 expiry=2026-01-01"));
  }

  @Test
  void aBalanceIsWhatTheGrantsInForceHold() {
    var wallet = Wallet.of(Grants.of("A 1 expiry=2026-06-15, B 2, C 4 from=2026-06-16"));
    assertEquals("2", Decimals.plain(wallet.balance(Grants.NOW)));
    assertEquals("2", Decimals.plain(wallet.available(Grants.NOW)));
  }

  @Test
  void anExpiredGrantIsNotInForce() {
    var grant = Grants.of("A 1 expiry=2026-09-01").getFirst();
    assertTrue(grant.isInForce(Grants.day("2026-09-01").minusNanos(1)));
    assertFalse(grant.isInForce(Grants.day("2026-09-01")));
  }

  private static void refused(String message, Executable making) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, making).getMessage());
  }
}
