package reckoner.standalone.cli;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.Serving;

/** Runs one service alone. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one service alone, on a PostgreSQL and, for workflows, a Temporal that run elsewhere.",
      "",
      "Settings come from the environment and from a file; docs/configuration.md lists them. The"
          + " database must have been migrated (./reckoner migrate). Logs are JSON lines on"
          + " standard output. SIGTERM stops it: running calls are finished first.",
      ""
    })
final class ServeCommand implements Runnable {
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private CommandLine.Model.CommandSpec spec;

  @Parameters(
      paramLabel = "SERVICE",
      converter = ServiceConverter.class,
      description = "catalog, rating, invoicing or workflows.")
  @SuppressWarnings("NullAway.Init") // set by the command-line library
  private Service service;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in YAML or properties; what the environment says outweighs them.")
  private @Nullable Path config;

  @Override
  public void run() {
    var places = Serving.start(service, config);
    var err = spec.commandLine().getErr();
    err.printf(
        "%s serves: gRPC on %s:%d, health on %s:%d%n",
        service.label(), places.host(), places.grpcPort(), places.host(), places.httpPort());
    err.flush();
    try {
      // the end of the process stops it
      new CountDownLatch(1).await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
