package reckoner.standalone.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.Serving;

/** Brings databases to this program's schemas. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the services' databases to this program's schemas; what is there already is left.",
      "",
      "A step of its own before the services of a new version start; those of the version before"
          + " may still run. A database of a newer version is refused, and then none is changed.",
      ""
    })
final class MigrateCommand implements Runnable {
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private CommandLine.Model.CommandSpec spec;

  @Parameters(
      paramLabel = "SERVICE",
      arity = "0..*",
      converter = ServiceConverter.class,
      description = "catalog, rating, invoicing, workflows. Default: all of them.")
  private @Nullable List<Service> services;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in YAML or properties; what the environment says outweighs them.")
  private @Nullable Path config;

  @Override
  public void run() {
    var wanted =
        services == null || services.isEmpty() ? List.of(Service.values()) : List.copyOf(services);
    Serving.migrate(wanted, config, new ConsoleProgress(spec.commandLine().getErr()));
  }
}
