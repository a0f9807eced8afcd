package reckoner.workflows.temporal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.WorkflowReplayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that run survive a new version of the program. {@code QuoteToCashTest} leaves the
 * histories of what it told in {@code target/histories}; with every release, those that a real
 * Temporal recorded are added to {@code src/test/resources/histories} (docs/temporal.md), and the
 * old ones stay.
 */
class ReplayTest {
  private static final Path COMMITTED = Path.of("src/test/resources/histories");

  static List<Path> committed() throws IOException {
    try (var files = Files.list(COMMITTED)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("committed")
  void whatRanBeforeGoesOnWithThisProgram(Path history) throws IOException {
    var recorded = WorkflowExecutionHistory.fromJson(Files.readString(history));
    assertDoesNotThrow(() ->
        WorkflowReplayer.replayWorkflowExecution(
            recorded, ContractWorkflowImpl.class, BillingRunWorkflowImpl.class));
  }

  /** A program that asks for its activities in another way has histories of its own to add. */
  @ParameterizedTest
  @ValueSource(strings = {"contract-", "billing-run-"})
  void theProcessesOfThisProgramAreRecorded(String kind) throws IOException {
    var heartbeats = new ArrayList<Duration>();
    for (var path : committed()) {
      if (path.getFileName().toString().startsWith(kind)) {
        WorkflowExecutionHistory.fromJson(Files.readString(path)).getEvents().stream()
            .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
            .map(event ->
                event.getActivityTaskScheduledEventAttributes().getHeartbeatTimeout().getSeconds())
            .forEach(seconds -> heartbeats.add(Duration.ofSeconds(seconds)));
      }
    }
    assertTrue(heartbeats.contains(Heartbeats.TIMEOUT), heartbeats::toString);
  }
}
