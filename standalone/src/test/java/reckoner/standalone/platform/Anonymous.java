package reckoner.standalone.platform;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls any RPC with an empty message and no credential, and tells how it ends. */
final class Anonymous {
  private static final int SECONDS_MAX = 20;

  private Anonymous() {}

  static <Q, A> Status.Code call(Channel channel, MethodDescriptor<Q, A> method) {
    var ended = new CompletableFuture<Status>();
    var call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<A>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
          }
        },
        new Metadata());
    call.request(1);
    if (method.getRequestMarshaller() instanceof MethodDescriptor.PrototypeMarshaller<Q> empty) {
      call.sendMessage(empty.getMessagePrototype());
    }
    call.halfClose();
    return ended.orTimeout(SECONDS_MAX, TimeUnit.SECONDS).join().getCode();
  }
}
