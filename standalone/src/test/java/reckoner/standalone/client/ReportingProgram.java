package reckoner.standalone.client;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import reckoner.client.UsageClient;
import reckoner.client.UsageClientSettings;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * A program that reports usage, and prints the id of each event whose report has returned.
 *
 * <p>Arguments: the service's port, the spool's folder, a prefix of ids, and how many events to
 * report before everything is delivered and the program ends.
 */
final class ReportingProgram {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private ReportingProgram() {}

  /** An event of a request to a model, as any program would report it. */
  static UsageEvent event(String id) {
    return UsageEvent.newBuilder()
        .setSource("gateway")
        .setEventId(id)
        .setEventTime(Wire.timestamp(Instant.parse("2026-03-01T12:00:00Z")))
        .setCustomer("ada")
        .setEventType("ticket.resolved")
        .build();
  }

  static ManagedChannel channel(int port) {
    return ManagedChannelBuilder.forAddress("localhost", port).usePlaintext().build();
  }

  static UsageClientSettings settings(Path spool) {
    return UsageClientSettings.of(spool, RatingProcess::token)
        .withBatches(100, Duration.ofMillis(5));
  }

  public static void main(String[] arguments) throws InterruptedException {
    var channel = channel(Integer.parseInt(arguments[0]));
    try (var usage = UsageClient.open(channel, settings(Path.of(arguments[1])))) {
      long events = Long.parseLong(arguments[3]);
      for (long i = 0; i < events; i++) {
        var id = arguments[2] + i;
        usage.report(event(id));
        System.out.println(id);
      }
      if (!usage.awaitDelivery(PATIENCE)) {
        throw new IllegalStateException("not delivered: " + usage.counters());
      }
    } finally {
      channel.shutdownNow();
    }
  }
}
