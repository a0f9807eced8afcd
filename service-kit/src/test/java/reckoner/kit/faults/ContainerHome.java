package reckoner.kit.faults;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import reckoner.kit.testing.Containers;
import reckoner.kit.testing.FreePort;

/**
 * A container of its own. Its first process is a loop that starts the server again when it ends, as
 * a supervisor does; so the file systems in memory outlive a crash.
 */
final class ContainerHome implements PostgresHome {
  private static final int PORT = 5432;
  private static final int LOG_CHARACTERS = 8_000;
  private static final String SUPERVISOR =
      """
      while true; do
        if [ -e /tmp/stopped ]; then touch /tmp/down; sleep 0.1; else
          rm -f /tmp/down
          docker-entrypoint.sh postgres -c max_connections=60 \\
            -c shared_buffers=16MB -c min_wal_size=2MB -c max_wal_size=%sMB
          sleep 0.2
        fi
      done
      """
          .formatted(LOG_MIB_BEFORE_CHECKPOINT);

  private final int port = FreePort.next();
  private final GenericContainer<?> container;

  @SuppressWarnings("resource") // closed by close
  ContainerHome() {
    this.container =
        new GenericContainer<>(DockerImageName.parse(Containers.POSTGRES_IMAGE))
            .withExposedPorts(PORT)
            .withTmpFs(
                Map.of(
                    "/var/lib/postgresql", "rw,size=" + DATA_MIB + "m",
                    "/log", "rw,mode=1777,size=" + LOG_MIB + "m"))
            .withEnv("POSTGRES_PASSWORD", PASSWORD)
            .withEnv("POSTGRES_INITDB_ARGS", "--waldir=/log/wal --wal-segsize=1")
            .withCreateContainerCmdModifier(create -> {
              create.withEntrypoint("sh").withCmd("-c", SUPERVISOR);
              Objects.requireNonNull(create.getHostConfig())
                  .withPortBindings(
                      new PortBinding(Ports.Binding.bindPort(port), new ExposedPort(PORT)));
            })
            .waitingFor(Wait.forLogMessage(".*ready to accept connections.*", 1));
    container.start();
  }

  /** As tests choose their servers everywhere. */
  static boolean isPossible() {
    return Containers.forPostgres();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void startServer() throws IOException {
    inside("rm -f /tmp/stopped");
  }

  @Override
  public void crashServer() throws IOException {
    // again and again, since it may just be starting
    inside(
        "touch /tmp/stopped; while [ ! -e /tmp/down ]; do"
            + " kill -QUIT $(head -1 $PGDATA/postmaster.pid) 2>/dev/null; sleep 0.05; done");
  }

  @Override
  public String log() {
    var log = container.getLogs();
    return log.substring(Math.max(0, log.length() - LOG_CHARACTERS));
  }

  @Override
  public void fill(Disk disk) throws IOException {
    inside(
        "dd if=/dev/zero of=" + filler(disk) + " bs=4k 2>/dev/null; [ -s " + filler(disk) + " ]");
  }

  @Override
  public void free(Disk disk) throws IOException {
    inside("rm -f " + filler(disk));
  }

  private static String filler(Disk disk) {
    return switch (disk) {
      case DATA -> "/var/lib/postgresql/filler";
      case LOG -> "/log/filler";
    };
  }

  private void inside(String script) throws IOException {
    try {
      var result = container.execInContainer("sh", "-c", script);
      if (result.getExitCode() != 0) {
        throw new IOException(script + ": " + result);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
  }

  @Override
  public void close() {
    container.close();
  }
}
