package reckoner.rating.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.rating.RatingReason;
import reckoner.rating.UsageRoom;

/**
 * The message that a call is bringing. The transport's thread counts it, which must not wait: where
 * there is no room the call is ended at once, and its client sends the same again.
 */
final class Arriving extends ServerStreamTracer {
  private static final Context.Key<Arriving> KEY = Context.key("usage-arriving");

  private final UsageRoom room;
  private UsageRoom.Share share;
  private long onTheWire;
  private long unpacked;
  private boolean refused;
  private @Nullable ServerCall<?, ?> call;

  Arriving(UsageRoom room) {
    this.room = room;
    this.share = room.begin();
  }

  /** That of the call in hand, where it is counted. */
  static Optional<Arriving> ofCall() {
    return Optional.ofNullable(KEY.get());
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  /** The call that is ended where there is no room. */
  synchronized void endBy(ServerCall<?, ?> started) {
    call = started;
  }

  @Override
  public void inboundWireSize(long bytes) {
    if (!hasRoom(bytes, 0)) {
      end();
    }
  }

  /** Of a packed message this is counted as it is read, which then ends. */
  @Override
  public void inboundUncompressedSize(long bytes) {
    if (!hasRoom(0, bytes)) {
      end();
      throw busy();
    }
  }

  /** Answers no once. */
  private synchronized boolean hasRoom(long moreOnTheWire, long moreUnpacked) {
    onTheWire += moreOnTheWire;
    unpacked += moreUnpacked;
    int more = Math.toIntExact(Math.max(onTheWire, unpacked) - share.taken());
    if (refused || more <= 0 || share.take(more, Duration.ZERO)) {
      return true;
    }
    refused = true;
    return false;
  }

  synchronized boolean isRefused() {
    return refused;
  }

  /** What the message that came has taken; the next one begins. */
  synchronized UsageRoom.Share came() {
    var taken = share;
    share = room.begin();
    onTheWire = 0;
    unpacked = 0;
    return taken;
  }

  /** Nothing more is counted. */
  synchronized void ended() {
    refused = true;
    share.close();
  }

  private void end() {
    ServerCall<?, ?> ended;
    synchronized (this) {
      ended = call;
    }
    if (ended != null) {
      var status = busy();
      ended.close(
          status.getStatus(), Objects.requireNonNullElseGet(status.getTrailers(), Metadata::new));
    }
  }

  private StatusRuntimeException busy() {
    return RefusalStatus.exception(
        Refusal.of(
            RatingReason.INGEST_BUSY,
            "the usage under way has %,d bytes together, which is the bound; try again"
                .formatted(room.bytes())));
  }
}
