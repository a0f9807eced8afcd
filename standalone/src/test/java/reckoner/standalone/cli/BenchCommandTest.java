package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmarks run; what they measure is for people to read. */
class BenchCommandTest {
  private static final String ROW =
      "\\{\"bench\": \"ingest\", \"row\": \"%s\", \"events\": %d, \"per_second\": [1-9]\\d*,"
          + " \"limit_per_second\": [1-9]\\d*, \"ratio\": \\d+\\.\\d\\d}";

  @Test
  void ingestIsMeasuredAgainAndAgainInOneFolder(@TempDir Path folder) {
    for (int run = 0; run < 2; run++) {
      var lines = ingest(folder, "--events", "2001", "--json").done().out().lines().toList();
      assertEquals(2, lines.size(), () -> lines.toString());
      assertTrue(lines.get(0).matches(ROW.formatted("one meter an event", 2001)), lines.get(0));
      assertTrue(lines.get(1).matches(ROW.formatted("three meters an event", 500)), lines.get(1));
    }
  }

  @Test
  void aRunWithoutEventsIsRefused(@TempDir Path folder) {
    ingest(folder, "--events", "0")
        .failed(CommandLine.ExitCode.USAGE, "--events is a number from 1 on, not 0");
  }

  private static Outcome ingest(Path folder, String... more) {
    var arguments =
        new ArrayList<>(
            List.of("bench", "ingest", "--data", folder.toString(), "--port-base", "0"));
    arguments.addAll(List.of(more));
    return Outcome.of(arguments);
  }
}
