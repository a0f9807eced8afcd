package reckoner.workflows;

import static org.junit.jupiter.api.Assertions.fail;

import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;

/** The module as it really runs, on PostgreSQL and Temporal's test server, with two neighbours. */
final class Deployment implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final FakeRating rating = new FakeRating();
  final FakeInvoicing invoicing = new FakeInvoicing();
  final int temporalPort = freePort();
  private final Server ratingServer = serve(rating);
  private final Server invoicingServer = serve(invoicing);
  private final Map<String, Object> database = TestDatabase.properties("workflows");
  private TestServer.@Nullable PortBoundTestServer temporal;
  private @Nullable TestService service;

  /** Everything is up; business time stands at an instant. */
  static Deployment at(String time) {
    var deployment = new Deployment();
    deployment.startTemporal();
    deployment.startService();
    Client.of(deployment.service()).clockTo(time);
    return deployment;
  }

  void startTemporal() {
    temporal = TestServer.createPortBoundServer(temporalPort, true);
  }

  void stopTemporal() {
    Objects.requireNonNull(temporal).close();
    temporal = null;
  }

  void startService() {
    var properties = new HashMap<String, Object>();
    properties.put("reckoner.temporal-target", "localhost:" + temporalPort);
    properties.put("reckoner.rating-address", "localhost:" + ratingServer.getPort());
    properties.put("reckoner.invoicing-address", "localhost:" + invoicingServer.getPort());
    properties.put("reckoner.reconcile-interval", "1s");
    properties.put("reckoner.blocked-retry-interval", "1s");
    service = TestService.startOn("workflows", database, properties);
  }

  void stopService() {
    Objects.requireNonNull(service).close();
    service = null;
  }

  TestService service() {
    return Objects.requireNonNull(service);
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
    ratingServer.shutdownNow();
    invoicingServer.shutdownNow();
  }

  private static Server serve(BindableService service) {
    try {
      return Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
          .addService(service)
          .intercept(new ThrownStatus())
          .build()
          .start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
