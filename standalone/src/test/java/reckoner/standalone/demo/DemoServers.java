package reckoner.standalone.demo;

import java.util.List;
import reckoner.kit.testing.Containers;
import reckoner.kit.testing.RealTemporal;
import reckoner.kit.testing.ServersUsed;
import reckoner.kit.testing.TestDatabase;

/** The servers of one data folder of a demo: those that Reckoner brings, or real ones. */
final class DemoServers implements AutoCloseable {
  private final List<Runnable> stops;
  private final List<String> flags;

  private DemoServers(List<Runnable> stops, List<String> flags) {
    this.stops = stops;
    this.flags = flags;
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
    return new DemoServers(List.of(), List.of());
  }

  /** A PostgreSQL and a Temporal that nobody else uses. */
  static DemoServers inContainers() {
    var database = TestDatabase.ownServer();
    var temporal = RealTemporal.start(true);
    return new DemoServers(
        List.of(temporal::close, database::close),
        List.of("--database", database.url(), "--temporal", temporal.target()));
  }

  /** What the command line is told of them. */
  List<String> flags() {
    return flags;
  }

  @Override
  public void close() {
    stops.forEach(Runnable::run);
  }
}
