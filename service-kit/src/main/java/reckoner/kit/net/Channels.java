package reckoner.kit.net;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import reckoner.kit.settings.Settings;

/** Makes the channels on which this service calls others: one way for all of them. */
@Singleton
public class Channels {
  /** As much as a service's edge takes in, and as clients take. */
  public static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

  /** A server that is gone without a word is noticed after these two; servers allow the first. */
  static final int KEEP_ALIVE_SECONDS = 30;

  private static final int KEEP_ALIVE_ANSWER_SECONDS = 10;

  private final Tls tls;

  Channels(Tls tls) {
    this.tls = tls;
  }

  /** For a program that is no service, with the settings of one: {@code reckoner.tls-ca-file} … */
  public static Channels with(Settings settings) throws GeneralSecurityException, IOException {
    return new Channels(new Tls(settings));
  }

  /**
   * A channel, which the caller shuts down. What it sends again, and how large messages may be, the
   * published service config says.
   *
   * @param target {@code HOST:PORT} or {@code dns:///HOST:PORT}; calls go round robin over all
   *     addresses of the name
   */
  public ManagedChannel to(String target) {
    return Grpc.newChannelBuilder(target, tls.ofCalls())
        .defaultServiceConfig(ServiceConfig.published())
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
        .build();
  }
}
