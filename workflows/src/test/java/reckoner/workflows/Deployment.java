package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.fail;

import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reckoner.kit.store.Transactions;
import reckoner.kit.testing.ServersUsed;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;

/** The module as it really runs, on PostgreSQL and Temporal's test server, with two neighbours. */
final class Deployment implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final FakeRating rating = new FakeRating();
  final FakeInvoicing invoicing = new FakeInvoicing();
  final int temporalPort = Neighbour.freePort();
  final Neighbour ratingServer = new Neighbour(rating);
  final Neighbour invoicingServer = new Neighbour(invoicing);
  private final Map<String, Object> database;
  private TestServer.@Nullable PortBoundTestServer temporal;
  private @Nullable TestService service;

  private Deployment(Map<String, Object> database) {
    this.database = database;
  }

  /** Everything is up; business time stands at an instant. */
  static Deployment at(String time) {
    return at(time, TestDatabase.properties("workflows"));
  }

  static Deployment at(String time, Map<String, Object> database) {
    var deployment = new Deployment(database);
    deployment.startTemporal();
    deployment.startService();
    Client.of(deployment.service()).clockTo(time);
    return deployment;
  }

  void startTemporal() {
    ServersUsed.note("the in-memory Temporal");
    temporal = TestServer.createPortBoundServer(temporalPort, true);
  }

  void stopTemporal() {
    Objects.requireNonNull(temporal).close();
    temporal = null;
  }

  void startService() {
    var properties = new HashMap<String, Object>();
    properties.put("grpc.server.port", Neighbour.freePort());
    properties.put("reckoner.temporal-target", "localhost:" + temporalPort);
    properties.put("reckoner.rating-address", ratingServer.address());
    properties.put("reckoner.invoicing-address", invoicingServer.address());
    properties.put("reckoner.reconcile-interval", "1s");
    properties.put("reckoner.blocked-retry-interval", "1s");
    properties.put("reckoner.backlog-interval", "1s");
    service = TestService.startOn("workflows", database, properties);
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

  TestService service() {
    return Objects.requireNonNull(service);
  }

  /** Keeps what Temporal remembers of a process for {@code ReplayTest}. */
  void keepHistory(String workflowId, String name) {
    var stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget("localhost:" + temporalPort)
                .build());
    try {
      var history = WorkflowClient.newInstance(stubs).fetchHistory(workflowId).toJson(true);
      var folder = Files.createDirectories(Path.of("target", "histories"));
      // the identity names a machine
      Files.writeString(
          folder.resolve(name + ".json"),
          history.replaceAll("\"identity\": \"[^\"]*\"", "\"identity\": \"test\"") + "\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      stubs.shutdownNow();
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
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
    if (temporal != null) {
      stopTemporal();
    }
    ratingServer.close();
    invoicingServer.close();
  }
}
