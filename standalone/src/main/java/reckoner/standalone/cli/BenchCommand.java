package reckoner.standalone.cli;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reckoner.standalone.bench.IngestRun;
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
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private CommandLine.Model.CommandSpec spec;

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
      @Option(
              names = "--events",
              paramLabel = "N",
              defaultValue = "1000000",
              description = "Events of the main row. Default: ${DEFAULT-VALUE}.")
          long events,
      @Option(names = "--json", description = "A line of JSON for each row.") boolean json) {
    if (events < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--events is a number from 1 on, not " + events);
    }
    var options = flags.options(Path.of(".reckoner", "bench"));
    try (var suite = Suite.start(options, new ConsoleProgress(spec.commandLine().getErr()))) {
      // not a fixed one: a second run in the same folder stores events of its own
      var seed = System.nanoTime();
      new IngestRun(suite, spec.commandLine().getOut(), seed).run(events, json);
    }
  }
}
