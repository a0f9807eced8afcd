package reckoner.standalone.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reckoner.kit.auth.Role;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageName;
import reckoner.standalone.demo.BadInput;
import reckoner.standalone.usage.UsageImport;
import reckoner.standalone.usage.UsageReplay;

/** Usage that comes in beside its sources. */
@Command(
    name = "usage",
    mixinStandardHelpOptions = true,
    subcommands = {UsageCommand.Import.class, UsageCommand.Replay.class},
    description = {"Brings usage in from files, and takes rejected usage again.", ""})
final class UsageCommand {
  /** Brings the usage of files in. */
  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Sends the usage that stands in files, a line each.",
        "",
        "CSV has a header whose columns name fields of a usage event (source, event_id, event_time,"
            + " customer, provider, model, nesting, event_type, quantity) or quantities.NAME,"
            + " dimensions.NAME, evidence.NAME; JSONL has an object with those fields on each line"
            + " (docs/ingest.md).",
        "",
        "An event is known by its source and id for ever: the same file again brings duplicates,"
            + " and costs nothing. An import that was interrupted goes on where it was when the"
            + " same command is given again. Lines that become no usage stand, with number and"
            + " reason, in FILE.rejected.csv.",
        ""
      },
      footer = {
        "",
        "Exit codes: 0 every line is usage now, 1 stopped by a failure, 2 lines were rejected, or"
            + " something is wrong with the command."
      })
  static final class Import implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private RatingFlags rating;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CommandLine.Model.CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "CSV or JSONL, in UTF-8.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private List<Path> files;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "csv or jsonl. Default: as the name ends (.csv, .jsonl, .ndjson).")
    private @Nullable String format;

    @Option(
        names = "--source",
        paramLabel = "TEXT",
        description = "Source of lines that name none. Default: the file's name.")
    private String source = "";

    @Option(
        names = "--customer",
        paramLabel = "KEY",
        description = "Customer of lines that name none.")
    private String customer = "";

    @Option(
        names = "--event-type",
        paramLabel = "TYPE",
        description = "Event type of lines that name none.")
    private String eventType = "";

    @Option(
        names = "--provider",
        paramLabel = "ID",
        description = "Provider of lines that name none.")
    private String provider = "";

    @Option(names = "--model", paramLabel = "ID", description = "Model of lines that name none.")
    private String model = "";

    @Option(
        names = "--nesting",
        paramLabel = "NESTING",
        description =
            "How counters nest in lines that do not say it: disjoint or contained. A line with"
                + " neither this nor an event type is refused.")
    private @Nullable String nesting;

    @Option(
        names = "--rejects",
        paramLabel = "DIR",
        description = "Folder for FILE.rejected.csv. Default: where you stand.")
    private Path rejects = Path.of("");

    @Option(
        names = "--state",
        paramLabel = "DIR",
        description =
            "Folder that remembers how far imports came. Default: .reckoner/usage-import.")
    private Path state = Path.of(".reckoner", "usage-import");

    @Option(
        names = "--dry-run",
        description =
            "Check every line, by this machine's clock, and send nothing. No service is needed.")
    private boolean dryRun;

    @Override
    public Integer call() {
      var err = spec.commandLine().getErr();
      var usage =
          UsageImport.of(
              new UsageImport.Request(files, isCsv(), defaults(), rejects, state),
              text -> {
                err.println("  " + text);
                err.flush();
              });
      var results =
          dryRun ? usage.rehearse(InstantSource.system()) : rating.with(Role.MACHINE, usage::send);
      results.forEach(this::tell);
      spec.commandLine().getOut().flush();
      return results.stream().anyMatch(result -> result.rejected() > 0)
          ? CommandLine.ExitCode.USAGE
          : CommandLine.ExitCode.OK;
    }

    private UsageEvent defaults() {
      var event =
          UsageEvent.newBuilder()
              .setSource(source)
              .setCustomer(customer)
              .setEventType(eventType)
              .setProvider(provider)
              .setModel(model);
      var words = nesting;
      if (words != null) {
        event.setNesting(
            switch (words) {
              case "disjoint" -> UsageEvent.Nesting.DISJOINT;
              case "contained" -> UsageEvent.Nesting.CONTAINED;
              default -> throw new BadInput("--nesting is disjoint or contained, not " + words);
            });
      }
      return event.build();
    }

    private Optional<Boolean> isCsv() {
      var words = format;
      if (words == null) {
        return Optional.empty();
      }
      return switch (words) {
        case "csv" -> Optional.of(true);
        case "jsonl" -> Optional.of(false);
        default -> throw new BadInput("--format is csv or jsonl, not " + words);
      };
    }

    private void tell(UsageImport.Result result) {
      var lines = result.counts().values().stream().mapToLong(Long::longValue).sum();
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%s: %,d line(s)%s%s%s%n",
              result.name(),
              lines,
              new TreeMap<>(result.counts())
                  .entrySet().stream().map(Import::words).collect(Collectors.joining()),
              result.rejected() > 0 ? "; see " + result.rejects() : "",
              dryRun ? "; nothing was sent" : "");
    }

    private static String words(Map.Entry<String, Long> count) {
      return String.format(
          Locale.ROOT, ", %,d %s", count.getValue(), count.getKey().toLowerCase(Locale.ROOT));
    }
  }

  /** Takes rejected usage again. */
  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = {
        "Takes usage again that rating rejected and kept, as if it came in now.",
        "",
        "What is accepted leaves the list of exceptions; what is still at fault stays there with"
            + " its newest reason, and stands in a report as CSV. The same command again costs"
            + " nothing: an event is known by its source and id for ever.",
        ""
      },
      footer = {
        "",
        "Exit codes: 0 nothing is at fault any more, 1 stopped by a failure, 2 something is still"
            + " at fault, or something is wrong with the command."
      })
  static final class Replay implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private RatingFlags rating;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CommandLine.Model.CommandSpec spec;

    @Option(
        names = "--reason",
        paramLabel = "REASON",
        description =
            "Only what was rejected for this reason, e.g. EVENT_TIME_OUT_OF_RANGE; may be given"
                + " several times. Default: all.")
    private List<String> reasons = List.of();

    @Option(
        names = "--source",
        paramLabel = "TEXT",
        description = "Source of the events that --event-id names.")
    private String source = "";

    @Option(
        names = "--event-id",
        paramLabel = "ID",
        description = "Only this event of the source; may be given several times. Default: all.")
    private List<String> eventIds = List.of();

    @Option(
        names = "--report",
        paramLabel = "FILE",
        description = "What is still at fault, as CSV. Default: ${DEFAULT-VALUE}.",
        defaultValue = "usage.replay.csv")
    private Path report = Path.of("");

    @Override
    public Integer call() {
      if (source.isEmpty() != eventIds.isEmpty()) {
        throw new BadInput("--source and --event-id go together");
      }
      var names =
          eventIds.stream()
              .map(id -> UsageName.newBuilder().setSource(source).setEventId(id).build())
              .toList();
      var request = new UsageReplay.Request(names, reasons, report);
      var err = spec.commandLine().getErr();
      var result =
          rating.with(
              Role.MACHINE,
              (channel, _) ->
                  UsageReplay.run(
                      channel,
                      request,
                      done -> {
                        err.printf(Locale.ROOT, "  %,d taken again%n", done);
                        err.flush();
                      }));
      var out = spec.commandLine().getOut();
      out.printf(Locale.ROOT, "%,d event(s) taken again%s%n", result.all(), words(result.counts()));
      if (!result.faults().isEmpty()) {
        out.printf("at fault%s; see %s%n", words(result.faults()), report);
      }
      out.flush();
      return result.faults().isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.USAGE;
    }

    private static String words(Map<String, Long> counts) {
      return new TreeMap<>(counts)
          .entrySet().stream()
              .map(count -> ", %,d %s".formatted(count.getValue(), count.getKey()))
              .collect(Collectors.joining());
    }
  }
}
