package reckoner.standalone.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import reckoner.standalone.cli.Main;

/** Reckoner in a process of its own, as a person starts it; its output is kept line by line. */
public final class ReckonerProcess {
  private static final long END_SECONDS_MAX = 300;

  private final Process process;
  private final BufferedReader reader;
  private final List<String> lines = new ArrayList<>();

  private ReckonerProcess(Process process) {
    this.process = process;
    this.reader = process.inputReader(StandardCharsets.UTF_8);
  }

  public static ReckonerProcess start(Path folder, List<String> arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                // of a host whose zone and digits are not ours
                "-Duser.timezone=Asia/Kathmandu",
                "-Duser.language=ar",
                "-Duser.country=EG",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    return new ReckonerProcess(
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start());
  }

  /** Runs to the end; answers all that was printed, and checks that all went well. */
  static String run(Path folder, List<String> arguments) throws IOException, InterruptedException {
    var reckoner = start(folder, arguments);
    var code = reckoner.finish();
    if (code != 0) {
      throw new AssertionError("exit code " + code + "\n" + reckoner.output());
    }
    return reckoner.output();
  }

  /** Kills the process, as {@code kill -9} does, as soon as it prints a line like this. */
  public String killAt(Predicate<String> wanted) throws IOException, InterruptedException {
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.add(line);
      if (wanted.test(line)) {
        process.destroyForcibly();
        process.waitFor();
        return line;
      }
    }
    throw new AssertionError("it ended before it could be killed\n" + output());
  }

  int finish() throws IOException, InterruptedException {
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.add(line);
    }
    if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it printed its end and does not end\n" + output());
    }
    return process.exitValue();
  }

  String lastLine() {
    return lines.isEmpty() ? "" : lines.getLast();
  }

  String output() {
    return String.join("\n", lines);
  }
}
