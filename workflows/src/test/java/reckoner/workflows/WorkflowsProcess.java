package reckoner.workflows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reckoner.kit.testing.TestService;

/** The service in a process of its own, so that a test can kill it as {@code kill -9} does. */
final class WorkflowsProcess implements AutoCloseable {
  private static final String READY = "ready";

  private final Process process;

  private WorkflowsProcess(Process process) {
    this.process = process;
  }

  /** Starts a replica on the tables of a deployment and waits until it serves. */
  static WorkflowsProcess start(Deployment world) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-D%s=%s".formatted(TestService.KEY_FILE, TestService.signingKeyFile()),
                "-cp",
                System.getProperty("java.class.path"),
                WorkflowsProcess.class.getName()));
    var properties = new HashMap<String, Object>(world.database);
    properties.putAll(world.properties());
    properties.forEach((name, value) -> command.add(name + "=" + value));
    try {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      var lines = process.inputReader(StandardCharsets.UTF_8);
      for (var line = lines.readLine(); !READY.equals(line); line = lines.readLine()) {
        if (line == null) {
          throw new IllegalStateException("the process ended before it was ready");
        }
      }
      // what it prints later must not fill the pipe and halt it
      Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
      return new WorkflowsProcess(process);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  @Override
  public void close() {
    kill();
  }

  public static void main(String[] arguments) throws InterruptedException {
    var properties = new HashMap<String, Object>();
    for (var argument : arguments) {
      var cells = argument.split("=", 2);
      properties.put(cells[0], cells[1]);
    }
    try (var _ = TestService.startOn("workflows", Map.of(), properties)) {
      System.out.println(READY);
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
