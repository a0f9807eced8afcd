package reckoner.kit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;

/** What probes, load balancers and scrapers see of a service. */
class HealthTest {
  private static final String UP = "{\"status\":\"UP\"}";

  @Test
  void aHealthyServiceSaysSoAndNothingElse() throws Exception {
    try (var service = TestService.start("none", Map.of())) {
      var http = HttpPort.of(service);
      for (var path : new String[] {"/health", "/health/liveness", "/health/readiness"}) {
        var answer = http.get(path);
        assertEquals(200, answer.statusCode(), path);
        assertEquals(UP, answer.body(), path);
      }
      for (var path : new String[] {"/env", "/beans", "/info", "/metrics", "/loggers", "/routes"}) {
        assertTrue(http.status(path) >= 400, path);
      }
    }
  }

  @Test
  void aServiceWithoutItsDatabaseIsAliveAndNotReadyUntilItAnswersAgain() throws Exception {
    var database = TestDatabase.properties("none");
    try (var service = TestService.startOn("none", database, Map.of())) {
      var http = HttpPort.of(service);
      var name = TestDatabase.allowConnections(database, false);
      await("not ready", () -> http.status("/health/readiness") == 503);
      await("not serving", () -> health(service) == ServingStatus.NOT_SERVING);
      assertEquals(503, http.status("/health"));
      assertEquals(UP, http.get("/health/liveness").body());
      assertFalse(http.get("/health/readiness").body().contains(name));
      TestDatabase.allowConnections(database, true);
      await("ready again", () -> http.status("/health/readiness") == 200);
      await("serving again", () -> health(service) == ServingStatus.SERVING);
    }
  }

  @Test
  void aServiceThatStopsIsFirstNotReadyServesOnForTheDelayAndThenFinishesItsCalls()
      throws Exception {
    var service = TestService.start("none", Map.of("reckoner.drain-delay", "3s"));
    var http = HttpPort.of(service);
    assertEquals(200, http.status("/health/readiness"));
    assertEquals(ServingStatus.SERVING, health(service));
    var begun = System.nanoTime();
    var stopped =
        CompletableFuture.runAsync(
            () -> service.context().close(), task -> Thread.ofPlatform().start(task));
    await("not ready", () -> http.status("/health/readiness") == 503);
    assertEquals(ServingStatus.NOT_SERVING, health(service), "and it still answers");
    assertEquals(200, http.status("/health/liveness"));
    assertFalse(stopped.isDone());
    stopped.get(20, TimeUnit.SECONDS);
    assertTrue(System.nanoTime() - begun >= Duration.ofSeconds(3).toNanos());
    await("closed", () -> isClosed(http));
    service.close();
  }

  @Test
  void metricsAreOffUnlessATokenOrTheDeploymentOpensThem(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("token"), "open sesame\n");
    try (var off = TestService.start("none", Map.of())) {
      assertEquals(404, HttpPort.of(off).status("/prometheus"));
    }
    try (var guarded =
        TestService.start("none", Map.of("reckoner.metrics-token-file", file.toString()))) {
      var http = HttpPort.of(guarded);
      assertEquals(401, http.status("/prometheus"));
      assertEquals(401, http.status("/prometheus/"));
      for (var wrong : new String[] {"Bearer open sesam", "Bearer ", "open sesame", "Basic x"}) {
        assertEquals(401, http.get("/prometheus", "Authorization", wrong).statusCode(), wrong);
      }
      var metrics = http.get("/prometheus", "Authorization", "Bearer open sesame");
      assertEquals(200, metrics.statusCode());
      assertTrue(metrics.body().contains("hikaricp_connections_active"), "of the pool");
      assertTrue(metrics.body().contains("jvm_memory_used_bytes"), "of the process");
    }
    try (var open = TestService.start("none", Map.of("reckoner.metrics-open", true))) {
      assertEquals(200, HttpPort.of(open).status("/prometheus"));
    }
  }

  @Test
  void reflectionIsOffUnlessADeploymentAsksForIt() throws Exception {
    try (var service = TestService.start("none", Map.of("reckoner.reflection", false))) {
      assertEquals(Status.Code.UNIMPLEMENTED, reflection(service).get(10, TimeUnit.SECONDS));
    }
    try (var service = TestService.start("none", Map.of("reckoner.reflection", true))) {
      assertEquals(Status.Code.OK, reflection(service).get(10, TimeUnit.SECONDS));
    }
  }

  private static CompletableFuture<Status.Code> reflection(TestService service) {
    var outcome = new CompletableFuture<Status.Code>();
    var requests =
        ServerReflectionGrpc.newStub(service.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {}

                  @Override
                  public void onError(Throwable failure) {
                    outcome.complete(Status.fromThrowable(failure).getCode());
                  }

                  @Override
                  public void onCompleted() {
                    outcome.complete(Status.Code.OK);
                  }
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    requests.onCompleted();
    return outcome;
  }

  private static @Nullable ServingStatus health(TestService service) {
    try {
      return HealthGrpc.newBlockingStub(service.channel())
          .withDeadlineAfter(5, TimeUnit.SECONDS)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus();
    } catch (StatusRuntimeException failure) {
      assertNull(failure, () -> "no answer: " + failure);
      return null;
    }
  }

  private static boolean isClosed(HttpPort http) throws Exception {
    try {
      http.status("/health");
      return false;
    } catch (IOException closed) {
      return true;
    }
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    var until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < until, () -> "never " + what);
      Thread.sleep(50);
    }
  }
}
