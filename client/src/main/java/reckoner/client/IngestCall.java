package reckoner.client;

import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;

/** One call of IngestUsage; what happens on it rings a bell, and is asked for by one thread. */
final class IngestCall implements ClientResponseObserver<IngestUsageRequest, IngestUsageResponse> {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Queue<IngestUsageResponse> answers = new ConcurrentLinkedQueue<>();
  private final Bell bell;
  private volatile @Nullable Status end;
  private @Nullable ClientCallStreamObserver<IngestUsageRequest> requests;

  private IngestCall(Bell bell) {
    this.bell = bell;
  }

  static IngestCall begin(Channel channel, String token, Bell bell) {
    var headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + token);
    var call = new IngestCall(bell);
    var _ =
        RatingServiceGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .ingestUsage(call);
    return call;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<IngestUsageRequest> stream) {
    stream.setOnReadyHandler(bell::ring);
    requests = stream;
  }

  private ClientCallStreamObserver<IngestUsageRequest> requests() {
    if (requests == null) {
      throw new IllegalStateException("the call has not begun");
    }
    return requests;
  }

  /** Whether it is connected, and has sent most of what it was given. */
  boolean isReady() {
    return requests().isReady();
  }

  void send(IngestUsageRequest batch) {
    requests().onNext(batch);
  }

  /** Everything was sent and answered. */
  void complete() {
    requests().onCompleted();
  }

  void cancel() {
    requests().cancel("it broke off", null);
  }

  /** How it ended, if it did; asked before the answers, none comes after it. */
  @Nullable Status end() {
    return end;
  }

  @Nullable IngestUsageResponse nextAnswer() {
    return answers.poll();
  }

  @Override
  public void onNext(IngestUsageResponse response) {
    answers.add(response);
    bell.ring();
  }

  @Override
  public void onError(Throwable failure) {
    end = Status.fromThrowable(failure);
    bell.ring();
  }

  @Override
  public void onCompleted() {
    end = Status.UNAVAILABLE.withDescription("the service ended the call");
    bell.ring();
  }
}
