package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The benchmarks run; what they measure is for people to read. */
class BenchCommandTest {
  private static final String ANY = "[1-9]\\d*";

  @TempDir Path folder = Path.of("");

  @Test
  void ingestIsMeasuredAgainAndAgainInOneFolder() {
    for (int run = 0; run < 2; run++) {
      rows(
          bench("ingest", "--events", "2001", "--json"),
          row(
              "ingest",
              "one meter an event",
              "2001",
              "events/s",
              "at least 0.60",
              ", \"distinct_aggregates_per_batch\": [1-9]\\d*"),
          row("ingest", "three meters an event", "500", "events/s", "", ""));
    }
  }

  @Test
  void ratingIsMeasuredBesideAnEchoAndDrawn() throws Exception {
    var chart = folder.resolve("rate.svg");
    rows(
        bench("rate", "--events", "101", "--prices", "50", "--json", "--svg", chart.toString()),
        row("rate", "p99", "101", "µs", "at most 1.50", ""),
        row("rate", "median", "101", "µs", "", ""),
        row("rate", "throughput", "101", "calls/s", "at least 0.60", ""),
        row("rate", "price in use", "5", "µs", "at most 1.00", ""),
        row("rate", "contract in use", "5", "µs", "at most 1.00", ""));
    var drawn = Files.readString(chart);
    assertTrue(drawn.contains("<title>bench rate: measured ÷ limit</title>"), drawn);
    assertTrue(drawn.contains("at least 0.60"), "the table describes it");
  }

  @Test
  void closingIsMeasuredBesideItsRowsAndFewEvents() {
    rows(
        bench("close", "--events", "300", "--contracts", "3", "--json"),
        row(
            "close",
            "contracts of 20 lines",
            "60",
            "rows/s",
            "at least 0.30",
            ", \"contracts\": 3"),
        row("close", "the same, a call each", "60", "rows/s", "", ", \"contracts\": 3"),
        row("close", "sum", "300", "µs", "at most 1.20", ", \"µs_at_most_of_few_events\": " + ANY),
        row("close", "distinct", "300", "µs", "", ", \"µs_at_most_of_few_events\": " + ANY),
        row("close", "percentile", "300", "µs", "", ", \"µs_at_most_of_few_events\": " + ANY));
  }

  @Test
  void afterAKillNothingThatWasAcknowledgedIsMissingOrTwice() {
    var facts =
        ", \"kills\": 1, \"ms_at_most\": [1-9]\\d*, \"acknowledged_events_missing\": 0,"
            + " \"stored_twice\": 0";
    rows(
        bench("recover", "--events", "500", "--kills", "1", "--json"),
        row("recover", "rating service killed", ANY, "ms", "", facts),
        row("recover", "database killed", ANY, "ms", "", facts));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ingest | --events | 0 | --events is a number from 1 to 100,000,000, not 0
          rate | --events | 100000001 | --events is a number from 1 to 100,000,000, not 100000001
          rate | --prices | 0 | --prices is a number from 1 to 100,000, not 0
          rate | --prices | 100001 | --prices is a number from 1 to 100,000, not 100001
          close | --events | -1 | --events is a number from 1 to 100,000,000, not -1
          close | --contracts | 0 | --contracts is a number from 1 to 100,000, not 0
          close | --contracts | 100001 | --contracts is a number from 1 to 100,000, not 100001
          recover | --kills | 0 | --kills is a number from 1 to 100, not 0
          recover | --kills | 101 | --kills is a number from 1 to 100, not 101
          """)
  void aNumberOutOfBoundsIsRefused(String bench, String flag, String number, String message) {
    bench(bench, flag, number).failed(CommandLine.ExitCode.USAGE, message);
  }

  @Test
  void recoveryWantsTheDatabaseThatItMayKill() {
    bench("recover", "--database", "jdbc:postgresql://127.0.0.1:1/x")
        .failed(CommandLine.ExitCode.USAGE, "--database is another's");
  }

  private static String row(
      String bench, String name, String count, String unit, String goal, String facts) {
    return ("\\{\"bench\": \"%s\", \"row\": \"%s\", \"count\": %s, \"unit\": \"%s\","
            + " \"measured\": [1-9]\\d*, \"limit\": [1-9]\\d*, \"ratio\": \\d+\\.\\d\\d,"
            + " \"goal\": \"%s\"%s}")
        .formatted(bench, name, count, unit, goal, facts);
  }

  private static void rows(Outcome outcome, String... expected) {
    var lines = outcome.done().out().lines().toList();
    assertEquals(expected.length, lines.size(), lines::toString);
    for (int i = 0; i < expected.length; i++) {
      assertTrue(lines.get(i).matches(expected[i]), lines.get(i));
    }
  }

  private Outcome bench(String name, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "bench", name, "--data", folder.resolve("data").toString(), "--port-base", "0"));
    arguments.addAll(Arrays.asList(more));
    return Outcome.of(arguments);
  }
}
