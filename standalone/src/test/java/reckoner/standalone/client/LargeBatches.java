package reckoner.standalone.client;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.RatingServiceGrpc;

/**
 * Clients that at once send a batch each of nearly as many bytes as a message may have, over
 * connections of their own, and again whenever they are turned away; prints how often.
 */
final class LargeBatches {
  static final int EVENTS = 270;

  private static final int MEBIBYTE = 1024 * 1024;
  private static final String TEXT = "x".repeat(1_990);
  private static final long PAUSE_MILLIS = 100;

  private LargeBatches() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int clients = Integer.parseInt(arguments[1]);
    var token = RatingProcess.token();
    var credentials = new BearerCredentials(() -> token);
    int turnedAway = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var sending = new ArrayList<Future<Integer>>();
      for (int c = 0; c < clients; c++) {
        var prefix = "large-" + c + "-";
        var packing = c % 2 == 0 ? "gzip" : "identity";
        sending.add(threads.submit(() -> send(port, credentials, batch(prefix), packing)));
      }
      for (var one : sending) {
        turnedAway += one.get();
      }
    }
    System.out.println(turnedAway);
  }

  private static IngestUsageRequest batch(String prefix) {
    var evidence =
        IntStream.range(0, 30).boxed().collect(Collectors.toMap(i -> "text" + i, _ -> TEXT));
    var batch = IngestUsageRequest.newBuilder();
    for (int i = 0; i < EVENTS; i++) {
      batch.addEvents(
          ReportingProgram.event(prefix + i).toBuilder()
              .setCustomer("stranger")
              .putAllEvidence(evidence));
    }
    var built = batch.build();
    int bytes = built.getSerializedSize();
    if (bytes < 15 * MEBIBYTE || bytes > 16 * MEBIBYTE) {
      throw new IllegalStateException(bytes + " bytes");
    }
    return built;
  }

  /** Until it is taken; how often it was turned away. */
  private static int send(
      int port, BearerCredentials credentials, IngestUsageRequest batch, String packing)
      throws InterruptedException {
    ManagedChannel channel = ReportingProgram.channel(port);
    var stub =
        RatingServiceGrpc.newBlockingStub(channel)
            .withCallCredentials(credentials)
            .withCompression(packing);
    try {
      for (int turnedAway = 0; ; turnedAway++) {
        try {
          int results = stub.ingestUsageBatch(batch).getResultsCount();
          if (results != EVENTS) {
            throw new IllegalStateException(results + " results");
          }
          return turnedAway;
        } catch (StatusRuntimeException busy) {
          if (busy.getStatus().getCode() != Status.Code.UNAVAILABLE
              || !RefusalStatus.reason(busy).equals(Optional.of("INGEST_BUSY"))) {
            throw busy;
          }
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } finally {
      channel.shutdownNow();
    }
  }
}
