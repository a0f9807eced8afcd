package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.workflows.Deployment.await;
import static reckoner.workflows.QuoteToCashTest.awaitCompleted;
import static reckoner.workflows.QuoteToCashTest.awaitPeriod;
import static reckoner.workflows.QuoteToCashTest.awaitState;
import static reckoner.workflows.UsageGraceTest.request;
import static reckoner.workflows.UsageGraceTest.seconds;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.SoonMidnight;
import reckoner.kit.wire.Wire;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractPeriod;

/**
 * The whole story with no clock that anybody sets: a period ends seconds from now, because the
 * customer lives in a zone where the day then begins, and without grace it is cut off at that end.
 * Only Temporal's timer can wake the contract then.
 */
class RealTimeTest {
  /** Long enough to sell and activate before the period ends. */
  private static final Duration UNTIL_MIDNIGHT = Duration.ofSeconds(20);

  @Test
  void aPeriodThatEndsSecondsFromNowIsClosedByATimerAndBilled() {
    try (var world = Deployment.onRealTime()) {
      var acme = Client.of(world.service());
      await("it works", world::isReady);
      var midnight = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(UNTIL_MIDNIGHT);
      var zone = SoonMidnight.at(midnight);
      acme.customer("ada", zone);
      var today = LocalDate.ofInstant(midnight, SoonMidnight.offset(midnight));
      var quote = Client.quoteOf("ada", "ada", today.minusMonths(1), 1);
      acme.accept(acme.quotes().createQuote(request(quote, seconds(0))));
      awaitState(acme, "ada", Contract.State.ACTIVE);
      var period = acme.contract("ada").getPeriods(0);
      assertEquals(midnight, Wire.instant(period.getPeriod().getEndTime()));
      assertEquals(midnight, Wire.instant(period.getCutoffTime()));
      assertTrue(Instant.now().isBefore(midnight), "activated before the period ended");
      assertTrue(world.rating.closeCalls.isEmpty());

      awaitState(acme, "ada", Contract.State.ENDED);
      assertFalse(Instant.now().isBefore(midnight));
      awaitPeriod(acme, "ada", 0, ContractPeriod.State.CLOSED);
      assertEquals(1, world.rating.closeCalls.size(), "asked once, when it was time");
      acme.startRun("now", midnight);
      var run = awaitCompleted(acme, "now");
      assertEquals(1, run.getSelected());
      assertEquals(run.getInvoicesList(), world.invoicing.numbered(acme.tenant()));
      assertEquals(run.getInvoicesList(), world.invoicing.rendered(acme.tenant()));
      assertEquals(List.of("ada/" + today.minusMonths(1)), run.getInvoicesList());
      assertEquals(ContractPeriod.State.BILLED, acme.contract("ada").getPeriods(0).getState());
    }
  }
}
