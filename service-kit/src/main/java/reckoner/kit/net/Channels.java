package reckoner.kit.net;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Makes the channels on which this service calls others: one way for all of them. */
@Singleton
public class Channels {
  /** As much as a service's edge takes in. */
  public static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

  /** A server that is gone without a word is noticed after these two; servers allow the first. */
  static final int KEEP_ALIVE_SECONDS = 30;

  private static final int KEEP_ALIVE_ANSWER_SECONDS = 10;

  /**
   * A channel, which the caller shuts down.
   *
   * @param target {@code HOST:PORT} or {@code dns:///HOST:PORT}; calls go round robin over all
   *     addresses of the name
   */
  public ManagedChannel to(String target) {
    return Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
        .defaultLoadBalancingPolicy("round_robin")
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
        .build();
  }
}
