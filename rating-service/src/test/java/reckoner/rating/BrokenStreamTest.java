package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestService;
import reckoner.proto.rating.v1.BackfillServiceGrpc;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;

/** Bytes that are no message end a stream of usage as they end any other, and hurt nobody else. */
class BrokenStreamTest {
  private static final String TENANT = "acme";
  private static final Meter METER = new Meter();
  private static final ByteString GOOD =
      IngestUsageRequest.newBuilder()
          .addEvents(Meter.event("good", "stranger", "2026-03-01T00:30:00Z", "small"))
          .build()
          .toByteString();

  @AfterAll
  static void stop() {
    METER.close();
  }

  private static final MethodDescriptor.Marshaller<ByteString> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(ByteString bytes) {
          return bytes.newInput();
        }

        @Override
        public ByteString parse(InputStream bytes) {
          try {
            return ByteString.readFrom(bytes);
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        }
      };

  /** How the stream ended. */
  private static Status sent(
      MethodDescriptor<?, IngestUsageResponse> method, ByteString... messages) throws Exception {
    var end = new CompletableFuture<Status>();
    var options =
        CallOptions.DEFAULT.withCallCredentials(
            new BearerCredentials(() -> TestService.token(TENANT, Role.MACHINE)));
    var requests =
        ClientCalls.asyncBidiStreamingCall(
            METER
                .service
                .channel()
                .newCall(method.toBuilder(BYTES, method.getResponseMarshaller()).build(), options),
            new StreamObserver<IngestUsageResponse>() {
              @Override
              public void onNext(IngestUsageResponse reply) {}

              @Override
              public void onError(Throwable failure) {
                end.complete(Status.fromThrowable(failure));
              }

              @Override
              public void onCompleted() {
                end.complete(Status.OK);
              }
            });
    for (var message : messages) {
      requests.onNext(message);
    }
    requests.onCompleted();
    return end.get(1, TimeUnit.MINUTES);
  }

  @Test
  void aBrokenBatchEndsTheStreamAndWhatWasBeforeItStays() throws Exception {
    var broken = GOOD.substring(0, GOOD.size() - 1);
    var others = sent(BackfillServiceGrpc.getIngestBackfillUsageMethod(), broken);
    var ingest = RatingServiceGrpc.getIngestUsageMethod();
    var ended = sent(ingest, GOOD, broken);
    assertEquals(others.getCode(), ended.getCode());
    assertEquals(others.getDescription(), ended.getDescription());
    assertEquals(Status.Code.OK, sent(ingest, GOOD).getCode());
    assertEquals(1, METER.summary(TENANT).getWaiting());
  }
}
