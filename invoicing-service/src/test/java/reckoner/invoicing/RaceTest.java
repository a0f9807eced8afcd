package reckoner.invoicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.store.Transactions;
import reckoner.kit.testing.TestService;
import reckoner.proto.invoicing.v1.Invoice;

/** Many at once: one wins where one may, and numbers have no gaps. */
class RaceTest {
  private static final TestService SERVICE = TestService.start("invoicing", Map.of());
  private static final int RUNNERS = 20;

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void ofTwentyDraftsOfOneChargeExactlyOneWins() throws InterruptedException {
    var desk = Desk.open(SERVICE, "race-claim");
    var results =
        Race.of(
            RUNNERS,
            i ->
                desk.draft(
                    Desk.may("i" + i)
                        .addLines(Desk.fee("own" + i, "1"))
                        .addLines(Desk.fee("fee", "1"))));
    assertEquals(1, results.stream().filter(Invoice.class::isInstance).count());
    for (var result : results) {
      if (result instanceof StatusRuntimeException refusal) {
        assertEquals("CHARGE_CLAIMED", RefusalStatus.reason(refusal).orElse(""));
      }
    }
  }

  @Test
  void draftsOfTheSameChargesInOppositeOrdersDoNotDeadlock() throws InterruptedException {
    var desk = Desk.open(SERVICE, "race-order");
    var results =
        Race.of(
            RUNNERS,
            i -> {
              var request = Desk.may("i" + i);
              IntStream.range(0, 50)
                  .map(line -> i % 2 == 0 ? line : 49 - line)
                  .forEach(line -> request.addLines(Desk.fee("fee" + line, "1")));
              return desk.draft(request);
            });
    assertEquals(1, results.stream().filter(Invoice.class::isInstance).count());
    assertEquals(
        RUNNERS - 1L,
        results.stream()
            .filter(StatusRuntimeException.class::isInstance)
            .map(refusal -> RefusalStatus.reason((StatusRuntimeException) refusal).orElse(""))
            .filter("CHARGE_CLAIMED"::equals)
            .count());
  }

  @Test
  void twentyDraftsOfOneInvoiceHaveOneAnswer() throws InterruptedException {
    var desk = Desk.open(SERVICE, "race-key");
    var results = Race.of(RUNNERS, i -> desk.draft(Desk.may("i").addLines(Desk.fee("fee", "1"))));
    assertEquals(1, new HashSet<>(results).size(), results::toString);
  }

  @Test
  void twentyInvoicesFinalisedAtOnceGetTheNumbersOneToTwenty() throws InterruptedException {
    var desk = Desk.open(SERVICE, "race-numbers");
    for (int i = 0; i < RUNNERS; i++) {
      desk.draft(Desk.may("i" + i).addLines(Desk.fee("fee" + i, "1")));
    }
    var numbers =
        Race.of(RUNNERS, i -> desk.finalise("i" + i).getNumber()).stream()
            .map(Object::toString)
            .collect(Collectors.toCollection(TreeSet::new));
    var expected =
        IntStream.rangeClosed(1, RUNNERS)
            .mapToObj("NW-%06d"::formatted)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(expected, numbers);
  }

  @Test
  void oneInvoiceFinalisedTwentyTimesAtOnceTakesOneNumber() throws InterruptedException {
    var desk = Desk.open(SERVICE, "race-one");
    desk.draft(Desk.may("i").addLines(Desk.fee("fee", "1")));
    desk.draft(Desk.may("next").addLines(Desk.fee("next", "1")));
    var results = Race.of(RUNNERS, i -> desk.finalise("i"));
    assertEquals(1, new HashSet<>(results).size(), results::toString);
    assertEquals("NW-000002", desk.finalise("next").getNumber());
  }

  @Test
  void renderingTwentyTimesAtOnceKeepsOneSetOfFiles() throws InterruptedException {
    var desk = Desk.open(SERVICE, "race-render");
    desk.draft(Desk.may("i").addLines(Desk.fee("fee", "1")));
    desk.finalise("i");
    var results = Race.of(RUNNERS, i -> desk.render("i", Desk.newId()));
    assertEquals(1, new HashSet<>(results).size(), results::toString);
  }

  @Test
  void aRolledBackFinaliseLeavesNoGap() {
    var desk = Desk.open(SERVICE, "rollback");
    desk.draft(Desk.may("i").addLines(Desk.fee("fee", "1")));
    var transactions = SERVICE.context().getBean(Transactions.class);
    var finalise = SERVICE.context().getBean(FinaliseInvoice.class);
    assertThrows(
        PowerCut.class,
        () ->
            transactions.write(() -> {
              var standing = finalise.finalise("rollback", "i").invoice().standing();
              throw new PowerCut(standing.toString());
            }));
    assertEquals(Invoice.State.DRAFT, desk.get("i").getState());
    assertEquals("NW-000001", desk.finalise("i").getNumber());
  }

  private static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PowerCut(String message) {
      super(message);
    }
  }
}
