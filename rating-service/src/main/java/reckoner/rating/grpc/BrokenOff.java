package reckoner.rating.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.edge.Failures;

/** How a stream that has a thread of its own ends when it fails; nobody else would end it. */
final class BrokenOff {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenOff.class);

  private BrokenOff() {}

  static void end(
      ServerCallStreamObserver<?> client, MethodDescriptor<?, ?> method, Throwable failure) {
    try {
      if (!client.isCancelled()) {
        client.onError(Failures.status(failure, method.getFullMethodName()));
      }
    } catch (RuntimeException gone) {
      LOG.debug("a client left as its stream ended", gone);
    }
  }
}
