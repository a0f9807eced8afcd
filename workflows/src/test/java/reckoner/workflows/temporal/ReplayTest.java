package reckoner.workflows.temporal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.WorkflowReplayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  @Test
  void bothKindsOfProcessesAreRecorded() throws IOException {
    var names = committed().stream().map(path -> path.getFileName().toString()).toList();
    assertTrue(names.stream().anyMatch(name -> name.startsWith("contract-")));
    assertTrue(names.stream().anyMatch(name -> name.startsWith("billing-run-")));
  }
}
