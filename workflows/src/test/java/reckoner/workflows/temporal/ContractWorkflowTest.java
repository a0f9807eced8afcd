package reckoner.workflows.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.ServersUsed;

/** The life of a contract on Temporal's own clock, which skips the waiting. */
class ContractWorkflowTest {
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
  private final Script script = new Script();

  /** What the activities answer, and what they were asked. */
  private static final class Script implements ContractActivities {
    final Deque<Outlook> outlooks = new ArrayDeque<>();
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    Predicate<String> blocked = _ -> false;
    int failuresLeft;
    int refusalsLeft;

    @Override
    public boolean activate(String tenant, String contract) {
      calls.add("activate");
      if (failuresLeft > 0) {
        failuresLeft--;
        throw new IllegalStateException("rating is away");
      }
      return refusalsLeft-- <= 0;
    }

    @Override
    public Outlook look(String tenant, String contract) {
      calls.add("look");
      return outlooks.removeFirst();
    }

    @Override
    public boolean close(String tenant, String contract, String periodStart) {
      calls.add("close " + periodStart);
      return !blocked.test(periodStart);
    }
  }

  @BeforeEach
  void note() {
    ServersUsed.note("the in-memory Temporal");
  }

  @AfterEach
  void stop() {
    temporal.close();
  }

  @Test
  void aContractRestsUntilSomethingIsDueAndEndsWithNothingLeft() {
    script.outlooks.add(accepted());
    script.outlooks.add(resting(30 * DAY_MILLIS));
    script.outlooks.add(due(DAY_MILLIS, "march"));
    script.outlooks.add(ended());
    var workflow = start();
    long begun = temporal.currentTimeMillis();
    workflow.getResult(Void.class);
    assertEquals(
        List.of("look", "activate", "look", "look", "close march", "look"),
        List.copyOf(script.calls));
    assertTrue(temporal.currentTimeMillis() - begun >= 30 * DAY_MILLIS);
  }

  @Test
  void aBlockedPeriodHoldsUpNoOtherAndIsTriedAgainAfterItsRest() {
    script.outlooks.add(due(60_000, "march", "april"));
    script.outlooks.add(due(60_000, "march"));
    script.outlooks.add(ended());
    var attempts = new ArrayList<String>();
    script.blocked =
        period -> {
          attempts.add(period);
          return Collections.frequency(attempts, "march") == 1 && period.equals("march");
        };
    start().getResult(Void.class);
    assertEquals(
        List.of("look", "close march", "close april", "look", "close march", "look"),
        List.copyOf(script.calls));
  }

  @Test
  void aWakeUpEndsTheRest() {
    script.outlooks.add(resting(3650 * DAY_MILLIS));
    script.outlooks.add(ended());
    var workflow = start();
    temporal.sleep(Duration.ofDays(1));
    workflow.signal("wakeUp");
    workflow.getResult(Void.class);
    assertEquals(
        List.of(),
        temporal.getWorkflowClient().fetchHistory("contract/t/c").getEvents().stream()
            .filter(HistoryEvent::hasTimerFiredEventAttributes)
            .toList());
  }

  @Test
  void aContractThatIsMadeAnewUnderAnOldRunIsActivated() {
    script.outlooks.add(resting(3650 * DAY_MILLIS));
    script.outlooks.add(accepted());
    script.outlooks.add(ended());
    var workflow = start();
    temporal.sleep(Duration.ofDays(1));
    workflow.signal("wakeUp");
    workflow.getResult(Void.class);
    assertEquals(List.of("look", "look", "activate", "look"), List.copyOf(script.calls));
  }

  @Test
  void whatFailsIsTriedUntilItWorks() {
    script.failuresLeft = 20;
    script.outlooks.add(accepted());
    script.outlooks.add(ended());
    start().getResult(Void.class);
    assertEquals(21, Collections.frequency(script.calls, "activate"));
  }

  @Test
  void aRefusedActivationIsTriedAgainAfterItsRest() {
    script.refusalsLeft = 2;
    for (int i = 0; i < 3; i++) {
      script.outlooks.add(accepted());
    }
    script.outlooks.add(ended());
    var workflow = start();
    long begun = temporal.currentTimeMillis();
    workflow.getResult(Void.class);
    assertEquals(3, Collections.frequency(script.calls, "activate"));
    assertTrue(temporal.currentTimeMillis() - begun >= 120_000);
  }

  @Test
  void aLongLifeGoesOnWithAnEmptyHistory() {
    script.blocked = _ -> true;
    for (int i = 0; i < 100; i++) {
      script.outlooks.add(due(60_000, "march"));
    }
    script.outlooks.add(ended());
    start().getResult(Void.class);
    var last = temporal.getWorkflowClient().fetchHistory("contract/t/c");
    var begun = last.getEvents().getFirst().getWorkflowExecutionStartedEventAttributes();
    assertNotEquals("", begun.getContinuedExecutionRunId());
    assertTrue(last.getEvents().size() < 300, last.getEvents().size() + " events");
    assertEquals(100, Collections.frequency(script.calls, "close march"));
  }

  private WorkflowStub start() {
    var worker = temporal.newWorker(TemporalSettings.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(ContractWorkflowImpl.class);
    worker.registerActivitiesImplementations(script);
    temporal.start();
    var workflow =
        temporal
            .getWorkflowClient()
            .newWorkflowStub(
                ContractWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setWorkflowId("contract/t/c")
                    .setTaskQueue(TemporalSettings.TASK_QUEUE)
                    .build());
    WorkflowClient.start(workflow::run, "t", "c");
    return WorkflowStub.fromTyped(workflow);
  }

  private static ContractActivities.Outlook resting(long millis) {
    return due(millis);
  }

  private static ContractActivities.Outlook due(long restMillis, String... periods) {
    return new ContractActivities.Outlook(false, false, List.of(periods), restMillis);
  }

  private static ContractActivities.Outlook accepted() {
    return new ContractActivities.Outlook(true, false, List.of(), 60_000);
  }

  private static ContractActivities.Outlook ended() {
    return new ContractActivities.Outlook(false, true, List.of(), 0);
  }
}
