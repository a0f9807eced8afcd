package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.HttpDoor.JSON;

import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestCertificates;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.rating.http.Underway;

/** CloudEvents at a service that starts, stops, loses its database, or is one of several. */
class CloudEventsLifeTest {
  private static final Meter METER = new Meter();
  private static final HttpDoor DOOR = new HttpDoor(METER.service);
  private static final String EVENT =
      "{'specversion': '1.0', 'source': 's', 'type': 't', 'subject': 'c',"
          + " 'time': '2026-03-01T00:00:00Z', 'id': '%s'}";

  @AfterAll
  static void stop() {
    METER.close();
  }

  @Test
  void aDatabaseThatIsAwayIsNamedAndNothingIsAcknowledged() {
    var database = TestDatabase.properties("rating");
    try (var meter = new Meter(database)) {
      var door = new HttpDoor(meter.service);
      TestDatabase.allowConnections(database, false);
      var refused = door.post("acme", JSON, EVENT.formatted("1"));
      assertEquals(503, refused.status());
      assertEquals("DATABASE_UNAVAILABLE", refused.reason());
      assertEquals("1", refused.header("retry-after"));
      TestDatabase.allowConnections(database, true);
    }
  }

  @Test
  @Tag("F01")
  void replicasOnOneLedgerTakeAnEventOnce() {
    try (var replica = new Meter(METER.database)) {
      var other = new HttpDoor(replica.service);
      assertEquals(List.of("WAITING"), DOOR.post("replicas", JSON, EVENT.formatted("1")).results());
      assertEquals(
          List.of("DUPLICATE"), other.post("replicas", JSON, EVENT.formatted("1")).results());
    }
  }

  @Test
  void aServiceThatStopsFinishesTheRequestThatItHas() throws Exception {
    var database = TestDatabase.properties("rating");
    var meter = new Meter(database);
    var door = new HttpDoor(meter.service);
    var event = EVENT.formatted("last").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    try (var socket = new Socket(door.address().getHost(), door.address().getPort())) {
      var request = socket.getOutputStream();
      request.write(
          "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
              .formatted(
                  door.address().getPath(),
                  TestService.token("acme", Role.MACHINE),
                  JSON,
                  event.length)
              .getBytes(StandardCharsets.US_ASCII));
      request.write(event, 0, 10);
      request.flush();
      var context = meter.service.context();
      var underway = context.getBean(Underway.class);
      while (underway.count() == 0) {
        Thread.onSpinWait();
      }
      var stopped =
          CompletableFuture.runAsync(context::close, task -> Thread.ofPlatform().start(task));
      // no other is taken from some moment on, and this one goes on
      HttpDoor.Answer refused;
      do {
        refused = door.post("acme", JSON, EVENT.formatted("other"));
      } while (refused.status() == 200);
      assertEquals(503, refused.status());
      assertEquals("SERVICE_STOPPING", refused.reason());
      assertFalse(stopped.isDone());
      request.write(event, 10, event.length - 10);
      request.flush();
      socket.setSoTimeout(20_000);
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertTrue(answer.contains("\"WAITING\""), answer);
      stopped.get(20, TimeUnit.SECONDS);
    }
    meter.close();
  }

  @Test
  void theDoorIsShutUnlessItIsOpened() {
    try (var service =
        TestService.start("rating", Map.of("reckoner.catalog-address", METER.catalog.address()))) {
      assertEquals(404, new HttpDoor(service).post("acme", JSON, EVENT.formatted("1")).status());
    }
  }

  @Test
  void itSpeaksTlsAloneWhereTheServiceDoes(@TempDir Path folder) throws Exception {
    var authority = new TestCertificates(folder);
    try (var service = TestService.start("rating", tls(authority, Map.of()))) {
      var door = new HttpDoor(service);
      assertThrows(AssertionError.class, () -> door.post("acme", JSON, EVENT.formatted("plain")));
      var secure = door.trusting(authority.caFile());
      assertEquals("CREDENTIAL_MISSING", secure.send(BodyPublishers.noBody()).reason());
    }
  }

  @Test
  void itStaysShutWhereClientsMustShowACertificate(@TempDir Path folder) {
    var settings = tls(new TestCertificates(folder), Map.of("reckoner.tls-client-auth", "require"));
    var failure = assertThrows(RuntimeException.class, () -> TestService.start("rating", settings));
    assertTrue(
        IntStream.range(0, 10)
            .mapToObj(depth -> causes(failure, depth))
            .anyMatch(text -> text.contains("setting reckoner.cloud-events ")),
        failure.toString());
  }

  private static Map<String, Object> tls(
      TestCertificates authority, Map<String, Object> otherwise) {
    var server = authority.issue("server");
    var settings =
        new HashMap<String, Object>(
            Map.of(
                "reckoner.catalog-address",
                METER.catalog.address(),
                "reckoner.cloud-events",
                true,
                "reckoner.tls-certificate-file",
                server.certificate().toString(),
                "reckoner.tls-key-file",
                server.key().toString(),
                "reckoner.tls-ca-file",
                authority.caFile().toString()));
    settings.putAll(otherwise);
    return settings;
  }

  private static String causes(Throwable failure, int depth) {
    var cause = failure;
    for (int i = 0; i < depth && cause.getCause() != null; i++) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
