package reckoner.kit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannelBuilder;
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
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.store.DatabaseProbe;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.clock.v1.GetClockRequest;

/** What probes, load balancers and scrapers see of a service. */
class HealthTest {
  private static final String UP = "{\"status\":\"UP\"}";
  private static final ServerReflectionRequest LIST_SERVICES =
      ServerReflectionRequest.newBuilder().setListServices("").build();

  @Test
  void aHealthyServiceSaysSoAndNothingElse() throws Exception {
    try (var service = TestService.start("none", Map.of())) {
      var http = HttpPort.of(service);
      await("ready", () -> http.status("/health/readiness") == 200);
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
    await("ready", () -> http.status("/health/readiness") == 200);
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
  void aServiceThatStopsFinishesTheCallThatItHasAndTakesNoOther() throws Exception {
    var service = TestService.start("none", Map.of("reckoner.reflection", true));
    int port = service.port();
    var replies = new LinkedBlockingQueue<ServerReflectionResponse>();
    var ended = new CompletableFuture<Status.Code>();
    var requests = reflect(service, replies, ended);
    requests.onNext(LIST_SERVICES);
    assertNotNull(replies.poll(20, TimeUnit.SECONDS), "the call is under way");
    var stopped =
        CompletableFuture.runAsync(
            () -> service.context().close(), task -> Thread.ofPlatform().start(task));
    await("closed to others", () -> isRefused(port));
    requests.onNext(LIST_SERVICES);
    assertNotNull(replies.poll(20, TimeUnit.SECONDS), "it is still served");
    assertFalse(stopped.isDone());
    requests.onCompleted();
    assertEquals(Status.Code.OK, ended.get(20, TimeUnit.SECONDS));
    stopped.get(20, TimeUnit.SECONDS);
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
  void aCallIsCountedByTheStatusThatItsCallerGets() throws Exception {
    try (var open = TestService.start("none", Map.of("reckoner.metrics-open", true))) {
      var clock = ClockServiceGrpc.newBlockingStub(open.channel());
      assertThrows(
          StatusRuntimeException.class, () -> clock.getClock(GetClockRequest.getDefaultInstance()));
      var http = HttpPort.of(open);
      await(
          "counted",
          () ->
              http.get("/prometheus")
                  .body()
                  .lines()
                  .anyMatch(line ->
                      line.startsWith("grpc_server_processing_duration_seconds_count{")
                          && line.contains("GetClock")
                          && line.contains("statusCode=\"UNAUTHENTICATED\"")));
    }
  }

  @Test
  void aServerThatTurnsThePasswordAwayAnswers() throws Exception {
    var database = new HashMap<>(TestDatabase.properties("none"));
    var url = String.valueOf(database.get("datasources.default.url"));
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var statement = connection.createStatement()) {
      statement.execute("create role changing login superuser password 'before'");
      database.put("datasources.default.username", "changing");
      database.put("datasources.default.password", "before");
      try (var service = TestService.startOn("none", database, Map.of())) {
        statement.execute("alter role changing password 'after'");
        var refusal =
            assertThrows(
                SQLException.class, () -> DriverManager.getConnection(url, "changing", "before"));
        assertEquals("28P01", refusal.getSQLState(), "the password is turned away");
        assertTrue(service.context().getBean(DatabaseProbe.class).answers());
      }
    }
  }

  @Test
  void whatIsForTrialsIsRefusedWhereMoneyIsReal() {
    for (var trial : List.of("test-clock", "reflection", "metrics-open")) {
      var settings = new HashMap<String, Object>();
      settings.put("reckoner.test-clock", false);
      settings.put("reckoner.reflection", false);
      settings.put("reckoner.production", true);
      settings.put("reckoner." + trial, true);
      var failure = assertThrows(RuntimeException.class, () -> TestService.start("none", settings));
      while (failure.getCause() instanceof RuntimeException cause) {
        failure = cause;
      }
      assertEquals(
          "setting reckoner.%s (RECKONER_%s) is for trials, and reckoner.production is set"
              .formatted(trial, trial.replace('-', '_').toUpperCase(Locale.ROOT)),
          failure.getMessage());
    }
    TestService.start(
            "none",
            Map.of(
                "reckoner.production", true,
                "reckoner.test-clock", false,
                "reckoner.reflection", false))
        .close();
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
    var ended = new CompletableFuture<Status.Code>();
    var requests = reflect(service, new LinkedBlockingQueue<>(), ended);
    requests.onNext(LIST_SERVICES);
    requests.onCompleted();
    return ended;
  }

  private static StreamObserver<ServerReflectionRequest> reflect(
      TestService service,
      BlockingQueue<ServerReflectionResponse> replies,
      CompletableFuture<Status.Code> ended) {
    return ServerReflectionGrpc.newStub(service.channel())
        .serverReflectionInfo(
            new StreamObserver<>() {
              @Override
              public void onNext(ServerReflectionResponse response) {
                replies.add(response);
              }

              @Override
              public void onError(Throwable failure) {
                ended.complete(Status.fromThrowable(failure).getCode());
              }

              @Override
              public void onCompleted() {
                ended.complete(Status.Code.OK);
              }
            });
  }

  private static boolean isRefused(int port) {
    var channel = ManagedChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    try {
      var _ =
          HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(5, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance());
      return false;
    } catch (StatusRuntimeException failure) {
      return failure.getStatus().getCode() == Status.Code.UNAVAILABLE;
    } finally {
      channel.shutdownNow();
    }
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
