package reckoner.kit.net;

import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** What every service's gRPC server is set to. */
@Singleton
class ServerSettings implements BeanCreatedEventListener<ServerBuilder<?>> {
  /** Who pings more often than this is cut off; {@link Channels} pings less often. */
  private static final int PING_MIN_SECONDS = Channels.KEEP_ALIVE_SECONDS - 10;

  /**
   * After this long a connection takes no new calls and its client connects again, so that calls
   * reach servers that were added since; those under way go on.
   */
  private static final int CONNECTION_AGE_MAX_MINUTES = 10;

  /** Calls of a connection at a time; further ones wait at the client. */
  private static final int CALLS_MAX = 1_000;

  /** Calls that a client may give up in a window before its connection is ended (fault F85). */
  private static final int RESETS_MAX = 500;

  private static final int RESETS_WINDOW_SECONDS = 30;

  private final Tls tls;

  ServerSettings(Tls tls) {
    this.tls = tls;
  }

  @Override
  public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
    var server = event.getBean();
    if (tls.isOn()) {
      secure(server);
    }
    if (server instanceof NettyServerBuilder netty) {
      netty
          .maxConcurrentCallsPerConnection(CALLS_MAX)
          .maxRstFramesPerWindow(RESETS_MAX, RESETS_WINDOW_SECONDS);
    }
    return server
        .permitKeepAliveTime(PING_MIN_SECONDS, TimeUnit.SECONDS)
        .maxConnectionAge(CONNECTION_AGE_MAX_MINUTES, TimeUnit.MINUTES);
  }

  private void secure(ServerBuilder<?> server) {
    if (!(server instanceof NettyServerBuilder netty)) {
      throw new IllegalStateException("TLS is not known for " + server.getClass());
    }
    try {
      netty.sslContext(tls.ofGrpcPort());
    } catch (SSLException unusable) {
      throw new IllegalStateException("TLS of the gRPC port", unusable);
    }
  }
}
