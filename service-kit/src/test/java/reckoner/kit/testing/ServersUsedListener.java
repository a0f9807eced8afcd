package reckoner.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts per server the tests that ran, and leaves the numbers of this JVM for {@link
 * BuildSummary}. JUnit finds it as a service.
 */
public final class ServersUsedListener implements TestExecutionListener {
  private final Map<String, Integer> testsByClass = new ConcurrentHashMap<>();

  @Override
  public void executionStarted(TestIdentifier test) {
    test.getSource()
        .filter(ClassSource.class::isInstance)
        .map(source -> ((ClassSource) source).getClassName())
        .ifPresent(ServersUsed::classBegins);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.isTest() && result.getStatus() != TestExecutionResult.Status.ABORTED) {
      test.getSource()
          .filter(MethodSource.class::isInstance)
          .map(source -> ((MethodSource) source).getClassName())
          .ifPresent(name -> testsByClass.merge(name, 1, Integer::sum));
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    var lines = new TreeSet<String>();
    ServersUsed.testsByServer(testsByClass)
        .forEach((server, tests) -> lines.add(server + "\t" + tests));
    if (lines.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(ServersUsed.FOLDER);
      Files.write(ServersUsed.FOLDER.resolve(ProcessHandle.current().pid() + ".tsv"), lines);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
