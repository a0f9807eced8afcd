package reckoner.kit.net;

import io.grpc.ServerBuilder;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

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

  @Override
  public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
    return event
        .getBean()
        .permitKeepAliveTime(PING_MIN_SECONDS, TimeUnit.SECONDS)
        .maxConnectionAge(CONNECTION_AGE_MAX_MINUTES, TimeUnit.MINUTES);
  }
}
