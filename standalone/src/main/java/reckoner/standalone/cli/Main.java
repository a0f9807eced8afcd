package reckoner.standalone.cli;

import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.refusal.Refused;
import reckoner.standalone.demo.BadInput;
import reckoner.standalone.demo.DemoFailure;
import reckoner.standalone.platform.StartFailure;

/** {@code ./reckoner}: everything in one process, or one service alone. */
@Command(
    name = "reckoner",
    mixinStandardHelpOptions = true,
    version = "reckoner 0.1.0",
    description =
        "Rating and quote-to-cash: a price list in, exact invoices out. demo and up run everything"
            + " in one process, with an embedded PostgreSQL and an embedded Temporal; serve runs"
            + " one service on servers of yours.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      ServeCommand.class,
      MigrateCommand.class,
      TenantCommand.class,
      ApiKeyCommand.class,
      SigningKeyCommand.class,
      PublicKeysCommand.class,
      CatalogCommand.class,
      UsageCommand.class,
      CalcCommand.class,
      TemplatesCommand.class,
      BenchCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done, 1 stopped by a failure, 2 something is wrong with the command or its"
          + " files."
    })
public final class Main {
  static final int FAILED = 1;

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // digits are those of ASCII, whatever a host's language writes
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    var command = new CommandLine(new Main());
    command.setExecutionExceptionHandler(Main::explain);
    command.setUsageHelpAutoWidth(true);
    CalcCommand.describe(Objects.requireNonNull(command.getSubcommands().get("calc")));
    return command;
  }

  /** What a person can act on is one message; anything else is a fault of ours with its trace. */
  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    switch (failure) {
      case BadInput input -> {
        command.getErr().println("reckoner: " + input.getMessage());
        return CommandLine.ExitCode.USAGE;
      }
      case Refused refused -> command.getErr().println("reckoner: " + refused.getMessage());
      case StartFailure start -> command.getErr().println("reckoner: " + start.getMessage());
      case DemoFailure demo -> command.getErr().println("reckoner: " + demo.getMessage());
      case StatusRuntimeException refused ->
          command
              .getErr()
              .printf(
                  "reckoner: %s: %s%n",
                  RefusalStatus.reason(refused).orElse(refused.getStatus().getCode().name()),
                  refused.getStatus().getDescription());
      default -> failure.printStackTrace(command.getErr());
    }
    return FAILED;
  }
}
