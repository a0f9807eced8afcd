package reckoner.standalone.platform;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.RuntimeBeanDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One service in a context of its own, and a channel to it. */
final class RunningService implements AutoCloseable {
  private static final Duration HEALTHY_MAX = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

  private final ServiceContext context;
  private final ManagedChannel channel;

  private RunningService(ServiceContext context, ManagedChannel channel) {
    this.context = context;
    this.channel = channel;
  }

  /** Starts the service and returns when it says that it serves. */
  static RunningService start(
      Service service, Map<String, Object> properties, List<Object> guests, int port) {
    var context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .environments(service.label())
            .properties(properties)
            .build();
    guests.forEach(guest -> context.registerBeanDefinition(named(guest)));
    var started = ServiceContext.start(service, context);
    var channel =
        ManagedChannelBuilder.forAddress(Hosts.LOCAL, port)
            .usePlaintext()
            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
            .build();
    var running = new RunningService(started, channel);
    try {
      running.awaitHealthy(service);
      return running;
    } catch (RuntimeException failure) {
      running.close();
      throw failure;
    }
  }

  /** Under a name, because one without it would stand in for every bean of its type. */
  private static RuntimeBeanDefinition<Object> named(Object guest) {
    @SuppressWarnings("unchecked") // an object is of its class
    var type = (Class<Object>) guest.getClass();
    return RuntimeBeanDefinition.builder(type, () -> guest).named("guest").singleton(true).build();
  }

  ManagedChannel channel() {
    return channel;
  }

  private void awaitHealthy(Service service) {
    var until = System.nanoTime() + HEALTHY_MAX.toNanos();
    while (!isServing()) {
      if (System.nanoTime() > until) {
        throw new StartFailure(
            "the %s service does not become healthy within %d s; its log says why"
                .formatted(service.label(), HEALTHY_MAX.toSeconds()));
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new StartFailure("interrupted while starting", interrupted);
      }
    }
  }

  private boolean isServing() {
    try {
      return HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(HEALTHY_MAX.toSeconds(), TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
          == ServingStatus.SERVING;
    } catch (StatusRuntimeException notYet) {
      if (notYet.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        throw new StartFailure("the service has no health service", notYet);
      }
      return false;
    }
  }

  /** Takes no new calls, finishes those it has, and stops. */
  @Override
  public void close() {
    context.close();
    channel.shutdownNow();
  }
}
