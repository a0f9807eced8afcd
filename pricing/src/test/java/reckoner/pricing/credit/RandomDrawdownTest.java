package reckoner.pricing.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.pricing.Rate;
import reckoner.pricing.credit.DrawTerms.Shortage;

class RandomDrawdownTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nothingIsDrawnThatIsNotHeldOrNotCharged(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      var wallet = wallet(random);
      var charges = charges(random);
      var terms =
          new DrawTerms(
              random.nextBoolean() ? GrantOrder.DEFAULT : List.of(any(random, GrantOrder.values())),
              any(random, Shortage.values()));
      var said = "seed " + seed + ": " + charges + " " + wallet + " " + terms;
      var drawdown = Drawdown.of(charges, wallet, terms);
      checkOutcomes(charges, drawdown, said);
      checkWallet(wallet, drawdown, said);
      checkOrder(charges, wallet, drawdown, terms, said);
      checkReconciled(random, charges, drawdown, said);
    }
  }

  private static void checkOutcomes(List<Charge> charges, Drawdown drawdown, String said) {
    assertEquals(charges.size(), drawdown.outcomes().size(), said);
    for (var outcome : drawdown.outcomes()) {
      var entries = paid(drawdown.entries(), outcome.charge().id());
      assertEquals(0, entries.compareTo(outcome.drawn()), said);
      assertEquals(
          0, outcome.drawn().add(outcome.uncovered()).compareTo(outcome.charge().amount()), said);
      assertTrue(!outcome.blocked() || outcome.drawn().signum() == 0, said);
    }
  }

  private static void checkWallet(Wallet before, Drawdown drawdown, String said) {
    var after = drawdown.wallet();
    for (int i = 0; i < before.grants().size(); i++) {
      var grant = before.grants().get(i);
      var drawn =
          drawdown.entries().stream()
              .filter(entry -> entry.grant().equals(grant.id()))
              .map(Entry::amount)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertEquals(
          0, grant.remaining().subtract(drawn).compareTo(after.grants().get(i).remaining()), said);
    }
    assertTrue(after.overdraft().balance().compareTo(before.overdraft().floor()) >= 0, said);
    var settled = Settlement.of(after, Grants.NOW, GrantOrder.DEFAULT);
    assertEquals(
        0, after.balance(Grants.NOW).compareTo(settled.wallet().balance(Grants.NOW)), said);
  }

  /** A grant that stands before one that paid has nothing left or may not pay. */
  private static void checkOrder(
      List<Charge> charges, Wallet before, Drawdown drawdown, DrawTerms terms, String said) {
    var left = before;
    var order = GrantOrder.composed(terms.order());
    for (var charge : charges) {
      for (var entry : drawdown.entries()) {
        if (!entry.charge().equals(charge.id())) {
          continue;
        }
        var payer =
            left.grants().stream().filter(grant -> grant.id().equals(entry.grant())).findFirst();
        for (var grant : left.grants()) {
          if (grant.mayPay(charge)
              && payer.map(one -> order.compare(grant, one) < 0).orElse(true)) {
            assertEquals(0, grant.remaining().signum(), said);
          }
        }
        left = left.paying(entry, charge);
      }
    }
    assertEquals(drawdown.wallet(), left, said);
  }

  private static void checkReconciled(
      SplittableRandom random, List<Charge> charges, Drawdown drawdown, String said) {
    var finals = charges.stream().map(charge -> charge.with(amount(random, 60))).toList();
    var reconciled =
        Reconciliation.of(drawdown.entries(), finals, drawdown.wallet(), DrawTerms.defaults());
    for (var charge : finals) {
      var net =
          paid(drawdown.entries(), charge.id())
              .subtract(paid(reconciled.returned(), charge.id()))
              .add(paid(reconciled.drawn().entries(), charge.id()));
      var uncovered =
          reconciled.drawn().outcomes().stream()
              .filter(outcome -> outcome.charge().id().equals(charge.id()))
              .map(Drawdown.Outcome::uncovered)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertEquals(0, net.add(uncovered).compareTo(charge.amount()), said);
    }
  }

  private static BigDecimal paid(List<Entry> entries, String charge) {
    return entries.stream()
        .filter(entry -> entry.charge().equals(charge))
        .map(Entry::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Wallet wallet(SplittableRandom random) {
    var grants = new ArrayList<Grant>();
    for (int i = random.nextInt(6); i > 0; i--) {
      var remaining = amount(random, 80);
      grants.add(
          new Grant(
              "g" + i,
              random.nextInt(3),
              any(random, Grant.Type.values()),
              any(random, Grant.Kind.values()),
              new Rate(amount(random, 3), 1 + random.nextInt(3)),
              random.nextInt(3),
              Grants.NOW.minusSeconds(random.nextInt(3)),
              random.nextBoolean()
                  ? Optional.empty()
                  : Optional.of(Grants.NOW.plusSeconds(1 + random.nextInt(3))),
              new Eligibility(
                  random.nextBoolean() ? Set.of() : Set.of("p" + random.nextInt(2)),
                  random.nextBoolean() ? Map.of() : Map.of("region", "r" + random.nextInt(2))),
              remaining.add(amount(random, 10)),
              remaining));
    }
    return new Wallet(
        grants,
        new Overdraft("overdraft", amount(random, 30).negate(), List.of()),
        random.nextBoolean() ? BigDecimal.ZERO : amount(random, 50));
  }

  private static List<Charge> charges(SplittableRandom random) {
    var charges = new ArrayList<Charge>();
    for (int i = random.nextInt(5); i > 0; i--) {
      charges.add(
          new Charge(
              "c" + i,
              "p" + random.nextInt(2),
              Map.of("region", "r" + random.nextInt(2)),
              Grants.NOW.plusSeconds(random.nextInt(-2, 4)),
              amount(random, 60)));
    }
    return charges;
  }

  private static BigDecimal amount(SplittableRandom random, int max) {
    return BigDecimal.valueOf(random.nextLong(max * 1_000L + 1), 3);
  }

  private static <T> T any(SplittableRandom random, T[] values) {
    return List.of(values).get(random.nextInt(values.length));
  }
}
