package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What a command ended with and what it said. */
record Outcome(int code, String out, String errors) {
  static Outcome of(List<String> arguments) {
    var out = new StringWriter();
    var errors = new StringWriter();
    var command = Main.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(errors));
    return new Outcome(
        command.execute(arguments.toArray(String[]::new)), out.toString(), errors.toString());
  }

  /** Fails the test unless the command did what it was told. */
  Outcome done() {
    assertEquals(0, code, errors);
    return this;
  }

  /** Fails the test unless the command failed with the code and these words. */
  void failed(int expected, String message) {
    assertEquals(expected, code, errors);
    assertTrue(errors.contains(message), errors);
  }
}
