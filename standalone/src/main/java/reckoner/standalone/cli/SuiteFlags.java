package reckoner.standalone.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import reckoner.standalone.platform.Ports;
import reckoner.standalone.platform.SuiteOptions;

/** How to start everything, the same for every command. */
final class SuiteFlags {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "Folder for the embedded database, keys and logs.",
        "Default: .reckoner/demo-<hash of the inputs> or .reckoner/up, where you stand."
      })
  @Nullable Path data;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      defaultValue = "" + Ports.BASE_DEFAULT,
      description = {
        "gRPC listens on N+1 to N+4 (catalog, rating, invoicing, workflows), Temporal on N+5,"
            + " PostgreSQL on N+6, HTTP on N+11 to N+14.",
        "0 takes any free ports. Default: ${DEFAULT-VALUE}."
      })
  int portBase;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "Use this PostgreSQL instead of the embedded one, e.g."
              + " jdbc:postgresql://localhost:5432/postgres?user=admin&password=…; the role must be"
              + " allowed to make roles and databases.")
  @Nullable String database;

  @Option(
      names = "--temporal",
      paramLabel = "HOST:PORT[/NAMESPACE]",
      description =
          "Use this Temporal server instead of the embedded one, in a namespace that no other"
              + " Reckoner uses (default: default).")
  @Nullable String temporal;

  SuiteOptions options(Path dataDefault) {
    return new SuiteOptions(data == null ? dataDefault : data, portBase, database, temporal);
  }
}
