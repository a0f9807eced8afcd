package reckoner.standalone.platform;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.runtime.server.EmbeddedServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One service in a context of its own, and a channel to it. */
final class RunningService implements AutoCloseable {
  private static final Duration HEALTHY_MAX = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

  private final ApplicationContext context;
  private final ManagedChannel channel;

  private RunningService(ApplicationContext context, ManagedChannel channel) {
    this.context = context;
    this.channel = channel;
  }

  /** Starts the service and returns when it says that it serves. */
  static RunningService start(Service service, Map<String, Object> properties, int port) {
    var context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .environments(service.label())
            .properties(properties)
            .build();
    try {
      context.start();
      context.getBeansOfType(EmbeddedServer.class).forEach(RunningService::start);
      start(context.getBean(GrpcEmbeddedServer.class));
    } catch (RuntimeException failure) {
      context.close();
      throw new StartFailure(
          "the %s service does not start: %s".formatted(service.label(), rootMessage(failure)),
          failure);
    }
    var channel =
        ManagedChannelBuilder.forAddress(Hosts.LOCAL, port)
            .usePlaintext()
            .maxInboundMessageSize(MESSAGE_BYTES_MAX)
            .build();
    var running = new RunningService(context, channel);
    try {
      running.awaitHealthy(service);
      return running;
    } catch (RuntimeException failure) {
      running.close();
      throw failure;
    }
  }

  private static void start(EmbeddedServer server) {
    if (!server.isRunning()) {
      server.start();
    }
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

  private static String rootMessage(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** Takes no new calls, finishes those it has, and stops. */
  @Override
  public void close() {
    context.close();
    channel.shutdownNow();
  }
}
