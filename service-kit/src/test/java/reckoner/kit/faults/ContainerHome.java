package reckoner.kit.faults;

import java.io.IOException;
import java.util.UUID;
import reckoner.kit.testing.FreePort;

/**
 * A container of its own. Its first process is a loop that starts the server again when it ends, as
 * a supervisor does; so the file systems in memory outlive a crash. The loop ends by itself, so
 * that a killed test leaves nothing behind.
 */
final class ContainerHome implements PostgresHome {
  private static final String IMAGE = "postgres:18.6";
  private static final int LIFE_SECONDS_MAX = 900;
  private static final String SUPERVISOR =
      """
      rounds=0
      while [ $rounds -lt %d ]; do
        if [ -e /tmp/stopped ]; then touch /tmp/down; sleep 0.1; else
          rm -f /tmp/down
          timeout %d docker-entrypoint.sh postgres -c max_connections=60 \\
            -c shared_buffers=16MB -c min_wal_size=2MB -c max_wal_size=%sMB
          sleep 0.2
        fi
        rounds=$((rounds + 1))
      done
      """
          .formatted(LIFE_SECONDS_MAX * 5, LIFE_SECONDS_MAX, LOG_MIB_BEFORE_CHECKPOINT);

  private final String name = "faulty-postgres-" + UUID.randomUUID();
  private final int port = FreePort.next();

  ContainerHome() throws IOException {
    Shell.run(
        "docker",
        "run",
        "--detach",
        "--rm",
        "--name",
        name,
        "--publish",
        "127.0.0.1:" + port + ":5432",
        "--tmpfs",
        "/var/lib/postgresql:rw,size=" + DATA_MIB + "m",
        "--tmpfs",
        "/log:rw,mode=1777,size=" + LOG_MIB + "m",
        "--env",
        "POSTGRES_PASSWORD=" + PASSWORD,
        "--env",
        "POSTGRES_INITDB_ARGS=--waldir=/log/wal --wal-segsize=1",
        "--entrypoint",
        "sh",
        IMAGE,
        "-c",
        SUPERVISOR);
  }

  /** Whether an engine of this machine has the image; nothing is fetched for a test. */
  static boolean isPossible() {
    var engine = System.getenv("DOCKER_HOST");
    return (engine == null || engine.isBlank() || engine.startsWith("unix:"))
        && Shell.succeeds("docker", "image", "inspect", IMAGE);
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
    inside(
        "touch /tmp/stopped; kill -QUIT $(head -1 $PGDATA/postmaster.pid) && while [ ! -e /tmp/down"
            + " ]; do sleep 0.05; done");
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
    Shell.run("docker", "exec", name, "sh", "-c", script);
  }

  @Override
  public void close() {
    Shell.succeeds("docker", "rm", "--force", name);
  }
}
