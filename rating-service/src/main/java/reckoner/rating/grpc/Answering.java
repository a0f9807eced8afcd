package reckoner.rating.grpc;

import io.grpc.ForwardingServerCallListener;
import io.grpc.ServerCall;
import org.jspecify.annotations.Nullable;
import reckoner.rating.UsageRoom;

/** Gives the room of each message back once it was answered, or its call has ended. */
final class Answering<Q>
    extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
  private final Arriving arriving;
  private final boolean isSingle;
  private UsageRoom.@Nullable Share single;

  Answering(ServerCall.Listener<Q> listener, ServerCall<Q, ?> call, Arriving arriving) {
    super(listener);
    this.arriving = arriving;
    this.isSingle = call.getMethodDescriptor().getType().clientSendsOneMessage();
  }

  /** A stream answers before it returns; a single call when its client has sent all. */
  @Override
  public void onMessage(Q message) {
    var share = arriving.came();
    if (isSingle) {
      giveBack();
      single = share;
      pass(message);
      return;
    }
    try (share) {
      pass(message);
    }
  }

  /** A message whose last bytes found no room is answered already. */
  private void pass(Q message) {
    if (!arriving.isRefused()) {
      super.onMessage(message);
    }
  }

  @Override
  public void onHalfClose() {
    try {
      super.onHalfClose();
    } finally {
      giveBack();
    }
  }

  @Override
  public void onCancel() {
    try {
      super.onCancel();
    } finally {
      end();
    }
  }

  @Override
  public void onComplete() {
    try {
      super.onComplete();
    } finally {
      end();
    }
  }

  private void end() {
    giveBack();
    arriving.ended();
  }

  private void giveBack() {
    if (single != null) {
      single.close();
      single = null;
    }
  }
}
