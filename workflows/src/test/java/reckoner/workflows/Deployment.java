package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reckoner.kit.store.Transactions;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;

/** The module as it really runs, on PostgreSQL and Temporal, with two neighbours. */
final class Deployment implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  final FakeRating rating = new FakeRating();
  final FakeInvoicing invoicing = new FakeInvoicing();
  final TestTemporal temporal;
  final Neighbour ratingServer = new Neighbour(rating);
  final Neighbour invoicingServer = new Neighbour(invoicing);
  final Map<String, Object> database;
  private @Nullable TestService service;

  private Deployment(TestTemporal temporal, Map<String, Object> database) {
    this.temporal = temporal;
    this.database = database;
  }

  /** Everything is up; business time stands at an instant. */
  static Deployment at(String time) {
    return at(time, TestTemporal.start());
  }

  static Deployment at(String time, TestTemporal temporal) {
    return at(time, temporal, TestDatabase.properties("workflows"));
  }

  static Deployment at(String time, Map<String, Object> database) {
    return at(time, TestTemporal.start(), database);
  }

  private static Deployment at(String time, TestTemporal temporal, Map<String, Object> database) {
    var deployment = new Deployment(temporal, database);
    deployment.startService();
    Client.of(deployment.service()).clockTo(time);
    return deployment;
  }

  /** Everything is up, and business time is real time. */
  static Deployment onRealTime() {
    var deployment = new Deployment(TestTemporal.start(), TestDatabase.properties("workflows"));
    deployment.startService(Map.of("reckoner.test-clock", false));
    return deployment;
  }

  /** Nothing of the service is up; its tables are there. */
  static Deployment without(TestTemporal temporal) {
    return new Deployment(temporal, TestDatabase.properties("workflows"));
  }

  void startService() {
    startService(Map.of());
  }

  void startService(Map<String, Object> extra) {
    service = startReplica(extra);
  }

  /** One more process of the service, on the same tables; its starter stops it. */
  TestService startReplica(Map<String, Object> extra) {
    var properties = properties();
    properties.putAll(extra);
    return TestService.startOn("workflows", database, properties);
  }

  /** How a process of the service is set up, without its database. */
  Map<String, Object> properties() {
    var properties = new HashMap<String, Object>();
    properties.put("grpc.server.port", Neighbour.freePort());
    properties.put("reckoner.temporal-target", temporal.target());
    properties.put("reckoner.temporal-namespace", temporal.namespace);
    properties.put("reckoner.rating-address", ratingServer.address());
    properties.put("reckoner.invoicing-address", invoicingServer.address());
    properties.put("reckoner.reconcile-interval", "1s");
    properties.put("reckoner.blocked-retry-interval", "1s");
    properties.put("reckoner.backlog-interval", "1s");
    return properties;
  }

  void stopTemporal() {
    temporal.stop();
  }

  void startTemporal() {
    temporal.restart();
  }

  /** A Temporal that knows nothing takes the place of the one that ran. */
  void forgetTemporal() {
    stopTemporal();
    startTemporal();
  }

  /** Everything that workflows and rating know is gone; Temporal remembers its processes. */
  void loseTables() {
    rating.forget();
    service()
        .context()
        .getBean(Transactions.class)
        .<Boolean>jdbc(connection -> {
          try (var statement = connection.createStatement()) {
            return statement.execute("truncate customer, outbox, request_record cascade");
          }
        });
  }

  void stopService() {
    Objects.requireNonNull(service).close();
    service = null;
  }

  boolean isReady() {
    return Health.status(service(), "readiness") == 200;
  }

  TestService service() {
    return Objects.requireNonNull(service);
  }

  /** Keeps what Temporal remembers of a process for {@code ReplayTest}. */
  void keepHistory(String workflowId, String name) {
    temporal.keepHistory(workflowId, name);
  }

  static void await(String what, BooleanSupplier condition) {
    await(what, PATIENCE, condition);
  }

  static void await(String what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("never came: " + what);
      }
      try {
        Thread.sleep(Duration.ofMillis(50));
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
    }
  }

  @Override
  public void close() {
    if (service != null) {
      stopService();
    }
    temporal.close();
    ratingServer.close();
    invoicingServer.close();
  }
}
