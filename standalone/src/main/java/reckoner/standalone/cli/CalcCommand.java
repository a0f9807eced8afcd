package reckoner.standalone.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reckoner.standalone.calc.Calc;
import reckoner.standalone.calc.CalcMethod;

/** Prices cases from standard input. */
@Command(
    name = "calc",
    mixinStandardHelpOptions = true,
    description = {
      "Computes what PricingService computes, without a server and without storing anything.",
      "",
      "Reads one request a line from standard input and writes one reply a line, in order. A line"
          + " that cannot be answered gives {\"error\": …}, and the rest goes on.",
      ""
    })
final class CalcCommand implements Runnable {
  private static final int BUFFER_BYTES = 1 << 16;

  @Option(names = "--explain", description = "Write each reply in words, for a person.")
  private boolean explains;

  @Override
  public void run() {
    // the terminal's stream flushes at every line, which is slow for thousands
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out =
            new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
                false,
                StandardCharsets.UTF_8)) {
      new Calc(explains).run(in, out);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Puts each method, with a line that asks for it, at the end of the command's help. */
  static void describe(CommandLine calc) {
    var lines = new ArrayList<>(List.of("", "Methods, each with a line that asks for it:"));
    for (var method : CalcMethod.values()) {
      lines.add("");
      lines.add("%s: %s".formatted(method.label(), method.purpose()));
      lines.add("  " + method.sampleLine());
    }
    calc.getCommandSpec().usageMessage().footer(lines.toArray(String[]::new));
  }
}
