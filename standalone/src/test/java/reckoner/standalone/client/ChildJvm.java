package reckoner.standalone.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import reckoner.kit.testing.TestService;

/** A program of this class path in a process of its own, which a test reads and kills. */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  private ChildJvm(Process process) {
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
  }

  static ChildJvm start(Class<?> program, List<String> arguments) {
    return start(List.of("-Xmx400m"), program, arguments);
  }

  /**
   * Starts a program.
   *
   * @param flags of its JVM, such as the size of its heap
   */
  static ChildJvm start(List<String> flags, Class<?> program, List<String> arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-D%s=%s".formatted(TestService.KEY_FILE, TestService.signingKeyFile()),
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(flags);
    command.add(program.getName());
    command.addAll(arguments);
    try {
      return new ChildJvm(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The next line that it prints. */
  String line() {
    try {
      var line = lines.readLine();
      if (line == null) {
        throw new AssertionError("the process ended too early");
      }
      return line;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void awaitLine(String wanted) {
    for (var line = line(); !line.equals(wanted); line = line()) {
      System.out.println(line);
    }
  }

  /** Reads on in the background, so that what it prints does not fill the pipe and halt it. */
  void readOn() {
    Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** As {@code kill -9} does; what it had printed and nobody had read is gone with it. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  int awaitEnd() {
    try {
      return process.waitFor();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  /** What it prints until it ends by itself. */
  List<String> rest() {
    return lines.lines().toList();
  }

  @Override
  public void close() {
    kill();
  }
}
