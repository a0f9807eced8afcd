package reckoner.client;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.stream.IntStream;
import reckoner.client.UsageNotTaken.Reason;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/** What tests of a client report, and how long they wait at most. */
final class Reports {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private Reports() {}

  static UsageEvent event(String id) {
    return UsageEvent.newBuilder().setSource("test").setEventId(id).setCustomer("ada").build();
  }

  static void reportAll(UsageClient client, int from, int to) {
    IntStream.range(from, to).forEach(i -> client.report(event("e" + i)));
  }

  static Reason refusedAtOnce(UsageClient client, UsageEvent event) {
    return assertThrows(UsageNotTaken.class, () -> client.report(event)).reason();
  }

  static Reason unconfirmed(UsageClient client, String id, Duration within) {
    return assertThrows(UsageNotTaken.class, () -> client.reportAndConfirm(event(id), within))
        .reason();
  }

  static EventResult.Status confirmed(UsageClient client, UsageEvent event) {
    return client.reportAndConfirm(event, PATIENCE).getStatus();
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
