package reckoner.standalone.demo;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.kit.testing.Containers;
import reckoner.kit.testing.RealTemporal;
import reckoner.kit.testing.ServersUsed;
import reckoner.kit.testing.TestDatabase;
import reckoner.standalone.platform.SuiteOptions;

/** The servers of one data folder of a demo: those that Reckoner brings, or real ones. */
final class DemoServers implements AutoCloseable {
  private final List<Runnable> stops;
  private final @Nullable String database;
  private final @Nullable String temporal;

  private DemoServers(List<Runnable> stops, @Nullable String database, @Nullable String temporal) {
    this.stops = stops;
    this.database = database;
    this.temporal = temporal;
  }

  /** As tests choose their servers everywhere: in containers where they can be had. */
  static DemoServers chosen() {
    return areContainersThere() ? inContainers() : embedded();
  }

  static boolean areContainersThere() {
    return Containers.forPostgres() && Containers.forTemporal();
  }

  static DemoServers embedded() {
    ServersUsed.note("the PostgreSQL and Temporal that Reckoner brings");
    return new DemoServers(List.of(), null, null);
  }

  /** A PostgreSQL and a Temporal that nobody else uses. */
  static DemoServers inContainers() {
    var database = TestDatabase.ownServer();
    var temporal = RealTemporal.start(true);
    return new DemoServers(
        List.of(temporal::close, database::close), database.url(), temporal.target());
  }

  /** What the command line is told of them. */
  List<String> flags() {
    return database == null || temporal == null
        ? List.of()
        : List.of("--database", database, "--temporal", temporal);
  }

  /** How everything is started on them in this process. */
  SuiteOptions options(Path data) {
    return new SuiteOptions(data, 0, database, temporal);
  }

  @Override
  public void close() {
    stops.forEach(Runnable::run);
  }
}
