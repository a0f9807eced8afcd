package reckoner.kit.testing;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A Temporal server in a container, at one address for all its life: it can be killed, as a machine
 * dies, and started again, with what it kept or with nothing.
 */
public final class RealTemporal implements AutoCloseable {
  public static final String NAME = "Temporal 1.29 in a container";

  private static final int PORT = 7233;
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 100;

  private final GenericContainer<?> container;
  private final int port = FreePort.next();

  @SuppressWarnings("resource") // closed by close
  private RealTemporal(List<String> command) {
    this.container =
        new GenericContainer<>(DockerImageName.parse(Containers.TEMPORAL_IMAGE))
            .withExposedPorts(PORT)
            // a port that the engine chooses is another one after each start
            .withCreateContainerCmdModifier(create ->
                Objects.requireNonNull(create.getHostConfig())
                    .withPortBindings(
                        new PortBinding(Ports.Binding.bindPort(port), new ExposedPort(PORT))))
            .withCommand(command.toArray(String[]::new));
    container.start();
    awaitReady();
  }

  /**
   * @param keeps whether it still knows everything after it was killed
   */
  public static RealTemporal start(boolean keeps) {
    ServersUsed.note(NAME);
    var command = new ArrayList<>(List.of("server", "start-dev", "--ip", "0.0.0.0", "--headless"));
    command.addAll(List.of("--log-level", "error"));
    if (keeps) {
      command.addAll(List.of("--db-filename", "/tmp/temporal.db"));
    }
    return new RealTemporal(command);
  }

  /** {@code HOST:PORT} of its gRPC API. */
  public String target() {
    return container.getHost() + ":" + port;
  }

  /** Ends the server without a chance to tidy up. */
  public void kill() {
    container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
  }

  /** Starts the server that was killed, on the same files. */
  public void restart() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    awaitReady();
  }

  private void awaitReady() {
    var channel = Grpc.newChannelBuilder(target(), InsecureChannelCredentials.create()).build();
    try {
      long end = System.nanoTime() + READY_MAX.toNanos();
      while (!isServing(HealthGrpc.newBlockingStub(channel))) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("Temporal is not ready: " + container.getLogs());
        }
        Thread.sleep(PAUSE_MILLIS);
        channel.resetConnectBackoff();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    } finally {
      channel.shutdownNow();
    }
  }

  private static boolean isServing(HealthGrpc.HealthBlockingStub health) {
    try {
      var answer =
          health
              .withDeadlineAfter(2, TimeUnit.SECONDS)
              .check(
                  HealthCheckRequest.newBuilder()
                      .setService("temporal.api.workflowservice.v1.WorkflowService")
                      .build());
      return answer.getStatus() == ServingStatus.SERVING;
    } catch (StatusRuntimeException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    container.stop();
  }
}
