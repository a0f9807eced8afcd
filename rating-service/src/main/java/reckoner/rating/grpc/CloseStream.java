package reckoner.rating.grpc;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Context;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.slf4j.MDC;
import reckoner.kit.edge.Failures;
import reckoner.proto.rating.v1.ClosePeriodRequest;
import reckoner.proto.rating.v1.ClosePeriodsResponse;
import reckoner.proto.rating.v1.RatingServiceGrpc;

/**
 * One call that closes many periods. Some are under way at a time, as if each were a call of its
 * own, so that they share transactions; the next one begins once the client has taken the first.
 */
final class CloseStream {
  /** Closes of a call that are under way or wait for the client: what it may hold in memory. */
  static final int AT_A_TIME = 64;

  private static final String NAME = RatingServiceGrpc.getClosePeriodsMethod().getFullMethodName();

  private final Function<ClosePeriodRequest, byte[]> closes;
  private final List<ClosePeriodRequest> requests;
  private final ServerCallStreamObserver<byte[]> client;
  // what stands on the call's lines of the log
  private final Map<String, String> lines =
      Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.of());

  CloseStream(
      Function<ClosePeriodRequest, byte[]> closes,
      List<ClosePeriodRequest> requests,
      ServerCallStreamObserver<byte[]> client) {
    this.closes = closes;
    this.requests = requests;
    this.client = client;
  }

  /** To be called while the handler runs; answers the thread that does the rest. */
  Thread start() {
    client.setOnReadyHandler(this::wake);
    client.setOnCancelHandler(this::wake);
    return Thread.ofVirtual().name("closes").start(Context.current().wrap(this::run));
  }

  private synchronized void wake() {
    notifyAll();
  }

  private void run() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var underway = new ArrayDeque<Future<byte[]>>();
      var context = Context.current();
      for (var request : requests) {
        if (underway.size() == AT_A_TIME && !send(underway.remove())) {
          return;
        }
        Callable<byte[]> close = () -> close(request);
        underway.add(threads.submit(context.wrap(close)));
      }
      while (!underway.isEmpty()) {
        if (!send(underway.remove())) {
          return;
        }
      }
      client.onCompleted();
    } catch (InterruptedException impossible) { // nobody has this thread
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error failure) { // nobody else would end the call
      BrokenOff.end(client, RatingServiceGrpc.getClosePeriodsMethod(), failure);
    }
  }

  /** Takes errors too, as the door does, so that one close never ends the others. */
  private byte[] close(ClosePeriodRequest request) {
    MDC.setContextMap(lines);
    MDC.put("request_id", request.getRequestId());
    try {
      return closed(closes.apply(request));
    } catch (Throwable failure) {
      return ClosePeriodsResponse.newBuilder()
          .setRefused(StatusProto.fromThrowable(Failures.status(failure, NAME)))
          .build()
          .toByteArray();
    }
  }

  /** A response around a closed period that is written already. */
  private static byte[] closed(byte[] period) {
    int field = ClosePeriodsResponse.CLOSED_FIELD_NUMBER;
    var response = new byte[CodedOutputStream.computeByteArraySize(field, period)];
    try {
      CodedOutputStream.newInstance(response).writeByteArray(field, period);
    } catch (IOException impossible) {
      throw new UncheckedIOException("it has the size that was computed", impossible);
    }
    return response;
  }

  /** Sends an answer once the client reads; false where it has left. */
  private boolean send(Future<byte[]> closing) throws InterruptedException {
    byte[] response;
    try {
      response = closing.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("a failure of a close is its answer", impossible);
    }
    if (!awaitReady()) {
      return false;
    }
    client.onNext(response);
    return true;
  }

  private synchronized boolean awaitReady() throws InterruptedException {
    while (!client.isCancelled() && !client.isReady()) {
      wait();
    }
    return !client.isCancelled();
  }
}
