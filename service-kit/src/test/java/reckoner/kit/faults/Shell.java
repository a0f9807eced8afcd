package reckoner.kit.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program of this machine to its end. */
final class Shell {
  private Shell() {}

  /** What it printed; a failure where it ended with an error. */
  static String run(String... command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(List.of(command) + " failed: " + printed);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
    return printed.strip();
  }

  static boolean succeeds(String... command) {
    try {
      run(command);
      return true;
    } catch (IOException failed) {
      return false;
    }
  }
}
