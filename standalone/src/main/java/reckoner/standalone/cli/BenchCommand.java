package reckoner.standalone.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reckoner.standalone.bench.CloseRun;
import reckoner.standalone.bench.Echo;
import reckoner.standalone.bench.IngestRun;
import reckoner.standalone.bench.RateRun;
import reckoner.standalone.bench.RecoverRun;
import reckoner.standalone.bench.Report;
import reckoner.standalone.bench.ReportChart;
import reckoner.standalone.platform.Guests;
import reckoner.standalone.platform.Suite;

/** Measures this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures, each figure beside its limit, which is measured in the same run.",
      "",
      "Use a folder of its own (--data): what it stores stays there.",
      ""
    })
final class BenchCommand {
  private static final int EVENTS_MAX = 100_000_000;
  private static final int PRICES_MAX = 100_000;
  private static final int CONTRACTS_MAX = 100_000;
  private static final int KILLS_MAX = 100;

  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private CommandLine.Model.CommandSpec spec;

  /** How results are shown. */
  static final class Shown {
    @Option(names = "--json", description = "A line of JSON for each row.")
    boolean json;

    @Option(names = "--svg", paramLabel = "FILE", description = "Write the ratios as a chart, too.")
    @Nullable Path svg;
  }

  @Command(
      name = "ingest",
      mixinStandardHelpOptions = true,
      description = {
        "Events stored a second: client, server and database on this machine, over gRPC, with"
            + " tokens, metrics and fsync on.",
        "The limit is one connection that puts rows of the same bytes and key into one table.",
        ""
      })
  void ingest(
      @Mixin SuiteFlags flags,
      @Mixin Shown shown,
      @Option(
              names = "--events",
              paramLabel = "N",
              defaultValue = "1000000",
              description = "Events of the main row. Default: ${DEFAULT-VALUE}.")
          int events) {
    requireEvents(events);
    measure(flags, shown, Guests.NONE, suite -> new IngestRun(suite, seed()).run(events));
  }

  @Command(
      name = "rate",
      mixinStandardHelpOptions = true,
      description = {
        "The time of a call that prices one event without storing it, under a book of 100,000"
            + " prices, with tokens and metrics on.",
        "The limit is an echo behind the same interceptors, with the same bytes, in turns.",
        ""
      })
  void rate(
      @Mixin SuiteFlags flags,
      @Mixin Shown shown,
      @Option(
              names = "--events",
              paramLabel = "N",
              defaultValue = "100000",
              description = "Events that are priced. Default: ${DEFAULT-VALUE}.")
          int events,
      @Option(
              names = "--prices",
              paramLabel = "N",
              defaultValue = "" + PRICES_MAX,
              description = "Prices of the book. Default: ${DEFAULT-VALUE}, the most of a book.")
          int prices) {
    requireEvents(events);
    if (prices < 1 || prices > PRICES_MAX) {
      throw refused("--prices is a number from 1 to %,d, not %d".formatted(PRICES_MAX, prices));
    }
    var echo = new Echo();
    measure(
        flags, shown, echo.guests(), suite -> new RateRun(suite, echo, seed()).run(events, prices));
  }

  @Command(
      name = "close",
      mixinStandardHelpOptions = true,
      description = {
        "The time of closing a period of 10,000 events and one of very many, and lines a second of"
            + " closing very many contracts of 20 lines.",
        "The limits are the period of 10,000 events, and one connection that puts the same rows"
            + " into a table of their own. It sets business time forward.",
        ""
      })
  void close(
      @Mixin SuiteFlags flags,
      @Mixin Shown shown,
      @Option(
              names = "--events",
              paramLabel = "N",
              defaultValue = "1000000",
              description =
                  "Events of the period with very many; the goal is stated for 10,000,000."
                      + " Default: ${DEFAULT-VALUE}.")
          int events,
      @Option(
              names = "--contracts",
              paramLabel = "N",
              defaultValue = "10000",
              description = "Contracts of 20 lines. Default: ${DEFAULT-VALUE}.")
          int contracts) {
    requireEvents(events);
    if (contracts < 1 || contracts > CONTRACTS_MAX) {
      throw refused(
          "--contracts is a number from 1 to %,d, not %d".formatted(CONTRACTS_MAX, contracts));
    }
    measure(flags, shown, Guests.NONE, suite -> new CloseRun(suite, seed()).run(events, contracts));
  }

  @Command(
      name = "recover",
      mixinStandardHelpOptions = true,
      description = {
        "The time from kill -9 under full ingest to the first event that is accepted, of the rating"
            + " service in a process of its own and of the database, and whether all that was"
            + " acknowledged is there, once.",
        "The limit is an orderly restart under the same ingest.",
        ""
      })
  void recover(
      @Mixin SuiteFlags flags,
      @Mixin Shown shown,
      @Option(
              names = "--events",
              paramLabel = "N",
              defaultValue = "20000",
              description = "Events acknowledged before each kill. Default: ${DEFAULT-VALUE}.")
          int events,
      @Option(
              names = "--kills",
              paramLabel = "N",
              defaultValue = "3",
              description = "Kills of each. Default: ${DEFAULT-VALUE}.")
          int kills) {
    requireEvents(events);
    if (kills < 1 || kills > KILLS_MAX) {
      throw refused("--kills is a number from 1 to %d, not %d".formatted(KILLS_MAX, kills));
    }
    if (flags.database != null) {
      throw refused("bench recover kills the database: --database is another's, leave it out");
    }
    measure(flags, shown, Guests.NONE, suite -> new RecoverRun(suite, seed()).run(events, kills));
  }

  private void requireEvents(int events) {
    if (events < 1 || events > EVENTS_MAX) {
      throw refused("--events is a number from 1 to %,d, not %d".formatted(EVENTS_MAX, events));
    }
  }

  /** Not a fixed one: a second run in the same folder has events and a tenant of its own. */
  private static long seed() {
    return System.nanoTime();
  }

  private void measure(
      SuiteFlags flags, Shown shown, Guests guests, Function<Suite, Report> bench) {
    var options = flags.options(Path.of(".reckoner", "bench"));
    var progress = new ConsoleProgress(spec.commandLine().getErr());
    try (var suite = Suite.start(options, progress, guests)) {
      show(bench.apply(suite), shown);
    }
  }

  private void show(Report report, Shown shown) {
    print(shown.json ? report.json() : report.table());
    if (shown.svg != null) {
      try {
        Files.writeString(shown.svg, ReportChart.svg(report));
      } catch (IOException unwritable) {
        throw refused("--svg %s cannot be written: %s".formatted(shown.svg, unwritable));
      }
    }
  }

  private void print(List<String> lines) {
    var out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
  }

  private CommandLine.ParameterException refused(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
