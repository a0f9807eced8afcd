package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Caller;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.TokenSigner;
import reckoner.kit.testing.FreePort;
import reckoner.kit.testing.TestDatabase;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.clock.v1.GetClockRequest;

/** One service in a process of its own, as an operator runs it. */
class ServeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final int grpcPort = FreePort.next();
  private final int httpPort = FreePort.next();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> environment = new HashMap<>();

  ServeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aServiceFromItsMigrationToItsEnd() throws Exception {
    var signer = new TokenSigner(TokenSigner.newKey(), InstantSource.system());
    var keys = Files.writeString(folder.resolve("public-keys.json"), signer.publicKeys());
    var password = Files.writeString(folder.resolve("password"), "postgres\n");
    // the file says another port than the environment, which wins, and a folder that only it names
    var config =
        Files.writeString(
            folder.resolve("catalog.yml"),
            "grpc:\n  server:\n    port: 1\nreckoner:\n  public-keys-file: %s\n".formatted(keys));
    environment.put("CATALOG_DATABASE_URL", TestDatabase.freshUrl());
    environment.put("CATALOG_DATABASE_USER", "postgres");
    environment.put("CATALOG_DATABASE_PASSWORD_FILE", password.toString());
    environment.put("CATALOG_GRPC_PORT", Integer.toString(grpcPort));
    environment.put("CATALOG_HTTP_PORT", Integer.toString(httpPort));
    environment.put("RECKONER_DRAIN_DELAY", "5s");
    var serve = List.of("serve", "catalog", "--config", config.toString());

    var early = ended(start(serve));
    assertTrue(early.contains("run 'reckoner migrate catalog'"), early);
    for (int i = 0; i < 2; i++) {
      ended(start(List.of("migrate", "catalog")), 0);
    }

    var service = start(serve);
    var channel =
        Grpc.newChannelBuilder("127.0.0.1:" + grpcPort, InsecureChannelCredentials.create())
            .build();
    try {
      await(() -> status("/health/readiness") == 200, service);
      assertEquals(200, status("/health/liveness"));
      assertEquals(404, status("/prometheus"), "metrics are off");
      assertEquals(ServingStatus.SERVING, health(channel));
      var clock =
          ClockServiceGrpc.newBlockingStub(channel)
              .withCallCredentials(
                  new BearerCredentials(
                      () -> signer.sign(new Caller("acme", "ops", Role.OPERATOR))));
      assertTrue(clock.getClock(GetClockRequest.getDefaultInstance()).hasTime());
      var standing =
          assertThrows(
              StatusRuntimeException.class,
              () ->
                  clock.advanceClock(
                      AdvanceClockRequest.newBuilder()
                          .setRequestId("r-1")
                          .setTime(clock.getClock(GetClockRequest.getDefaultInstance()).getTime())
                          .build()));
      assertEquals(
          Status.Code.FAILED_PRECONDITION, standing.getStatus().getCode(), "real time alone");
      assertEquals(Status.Code.UNIMPLEMENTED, reflection(channel), "reflection is off");

      service.destroy(); // SIGTERM
      await(() -> status("/health/readiness") == 503, service);
      assertEquals(200, status("/health/liveness"));
      assertTrue(clock.getClock(GetClockRequest.getDefaultInstance()).hasTime(), "it still serves");
      assertTrue(service.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } finally {
      channel.shutdownNow();
      service.destroyForcibly();
    }
    assertThrows(IOException.class, () -> status("/health/liveness"));
  }

  @Test
  void whatIsMissingIsSaidInOneSentence() throws Exception {
    var nothing = ended(start(List.of("serve", "catalog", "--config", "none.yml")));
    assertTrue(nothing.contains("--config none.yml: there is no such file"), nothing);
    environment.put("CATALOG_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none");
    var unreachable = ended(start(List.of("serve", "catalog")));
    assertTrue(unreachable.contains("the catalog database at"), unreachable);
    var unknown = ended(start(List.of("serve", "billing")), 2);
    assertTrue(unknown.contains("'billing' is no service"), unknown);
  }

  @Test
  void aFileThatCannotBeUsedIsNamedWithItsSetting() throws Exception {
    environment.put("CATALOG_DATABASE_URL", TestDatabase.freshUrl());
    environment.put("CATALOG_DATABASE_USER", "postgres");
    environment.put("CATALOG_DATABASE_PASSWORD_FILE", folder.resolve("nowhere").toString());
    assertEquals(
        List.of(
            "reckoner: the catalog service does not start: setting reckoner.database-password-file"
                + " (RECKONER_DATABASE_PASSWORD_FILE) names the file "
                + folder.resolve("nowhere")
                + ", which does not exist"),
        complaint());
    environment.put(
        "CATALOG_DATABASE_PASSWORD_FILE",
        Files.writeString(folder.resolve("password"), "postgres\n").toString());
    ended(start(List.of("migrate", "catalog")), 0);
    var keys = new TokenSigner(TokenSigner.newKey(), InstantSource.system()).publicKeys();
    environment.put(
        "RECKONER_PUBLIC_KEYS_FILE",
        Files.writeString(folder.resolve("public-keys.json"), keys).toString());
    environment.put(
        "RECKONER_TLS_CA_FILE",
        Files.writeString(folder.resolve("ca.pem"), "no certificate").toString());
    var damaged = complaint();
    assertTrue(damaged.stream().noneMatch(line -> line.startsWith("\tat ")), damaged::toString);
    assertTrue(
        damaged.stream()
            .anyMatch(line ->
                line.startsWith("reckoner: ")
                    && line.contains("RECKONER_TLS_CA_FILE")
                    && line.contains("ca.pem")),
        damaged::toString);
  }

  /** What commands have said so far, beside their logs, which are JSON. */
  private List<String> complaint() throws Exception {
    return ended(start(List.of("serve", "catalog")))
        .lines()
        .filter(line -> !line.startsWith("{"))
        .toList();
  }

  private Process start(List<String> arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    var output = Files.createTempFile(folder, arguments.getFirst(), ".log");
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  private String ended(Process process) throws IOException, InterruptedException {
    return ended(process, Main.FAILED);
  }

  private String ended(Process process, int code) throws IOException, InterruptedException {
    assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "it ends");
    var all = new StringBuilder();
    try (var logs = Files.newDirectoryStream(folder, "*.log")) {
      for (var log : logs) {
        all.append(Files.readString(log, StandardCharsets.UTF_8));
      }
    }
    assertEquals(code, process.exitValue(), all.toString());
    return all.toString();
  }

  private int status(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(httpPort, path)))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static ServingStatus health(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  private static Status.Code reflection(ManagedChannel channel) {
    var method = ServerReflectionGrpc.getServerReflectionInfoMethod();
    try {
      var replies =
          ClientCalls.blockingServerStreamingCall(
              channel,
              method,
              CallOptions.DEFAULT,
              ServerReflectionRequest.newBuilder().setListServices("").build());
      return replies.hasNext() ? Status.Code.OK : Status.Code.UNKNOWN;
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode();
    }
  }

  private static void await(Callable<Boolean> condition, Process process) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (IOException notYet) {
        assertTrue(process.isAlive(), "it runs");
      }
      Thread.sleep(50);
    }
    throw new AssertionError("never came");
  }
}
