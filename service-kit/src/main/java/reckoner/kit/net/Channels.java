package reckoner.kit.net;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reckoner.kit.settings.Settings;

/** Makes the channels on which this service calls others: one way for all of them. */
@Singleton
public class Channels {
  /** As much as a service's edge takes in. */
  public static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

  /** A server that is gone without a word is noticed after these two; servers allow the first. */
  static final int KEEP_ALIVE_SECONDS = 30;

  private static final int KEEP_ALIVE_ANSWER_SECONDS = 10;

  private final Tls tls;

  Channels(Tls tls) {
    this.tls = tls;
  }

  /**
   * Every call may be sent again, because writes carry a request id or a business key: one that was
   * lost on the way, or that met a busy database, is. Numbers are texts, as gRPC reads both.
   */
  private static final Map<String, Object> SENT_AGAIN =
      Map.of(
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  List.of(Map.of()),
                  "retryPolicy",
                  Map.of(
                      "maxAttempts",
                      "5",
                      "initialBackoff",
                      "0.2s",
                      "maxBackoff",
                      "2s",
                      "backoffMultiplier",
                      "2",
                      "retryableStatusCodes",
                      List.of("UNAVAILABLE")))));

  /** For a program that is no service, with the settings of one: {@code reckoner.tls-ca-file} … */
  public static Channels with(Settings settings) throws GeneralSecurityException, IOException {
    return new Channels(new Tls(settings));
  }

  /**
   * A channel, which the caller shuts down.
   *
   * @param target {@code HOST:PORT} or {@code dns:///HOST:PORT}; calls go round robin over all
   *     addresses of the name
   */
  public ManagedChannel to(String target) {
    return Grpc.newChannelBuilder(target, tls.ofCalls())
        .defaultLoadBalancingPolicy("round_robin")
        .defaultServiceConfig(SENT_AGAIN)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
        .maxInboundMessageSize(MESSAGE_BYTES_MAX)
        .build();
  }
}
