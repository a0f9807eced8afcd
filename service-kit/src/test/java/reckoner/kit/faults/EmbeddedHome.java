package reckoner.kit.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reckoner.kit.testing.FreePort;

/**
 * A process of this machine. Its disks can be filled only where this user may mount file systems in
 * memory.
 */
final class EmbeddedHome implements PostgresHome {
  private static final int FILLER_CHUNK_BYTES = 4096;
  private static final Duration START_MAX = Duration.ofMinutes(3);

  private final Path root = Files.createTempDirectory("faulty-postgres");
  private final List<Path> mounts = new ArrayList<>();
  private final boolean hasSmallDisks;
  private final int port = FreePort.next();
  private @Nullable EmbeddedPostgres server;

  EmbeddedHome(boolean hasSmallDisks) throws IOException {
    this.hasSmallDisks = hasSmallDisks;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    try {
      for (var disk : Disk.values()) {
        Files.createDirectory(folder(disk));
        if (hasSmallDisks) {
          int mib = disk == Disk.DATA ? DATA_MIB : LOG_MIB;
          Shell.run(
              "mount", "-t", "tmpfs", "-o", "mode=0700,size=" + mib + "m", "tmpfs", path(disk));
          mounts.add(folder(disk));
        }
      }
      startServer();
    } catch (IOException | RuntimeException failure) {
      close();
      throw failure;
    }
  }

  static boolean mayMount() {
    return "root".equals(System.getProperty("user.name"))
        && Shell.succeeds(
            "sh",
            "-c",
            "d=$(mktemp -d) && mount -t tmpfs -o size=1m tmpfs $d && umount $d && rmdir $d");
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void startServer() throws IOException {
    if (isRunning()) {
      return;
    }
    closeServer();
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPort(port)
            .setLocaleConfig("waldir", folder(Disk.LOG).resolve("wal").toString())
            .setLocaleConfig("wal-segsize", "1")
            .setServerConfig("max_connections", "60")
            .setServerConfig("shared_buffers", "16MB")
            .setServerConfig("min_wal_size", "2MB")
            .setServerConfig("max_wal_size", LOG_MIB_BEFORE_CHECKPOINT + "MB")
            // the library's own settings forget what was committed last when a server crashes
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setPGStartupWait(START_MAX)
            .start();
  }

  @Override
  public void crashServer() throws IOException {
    var pid = pid();
    Shell.run("kill", "-QUIT", pid);
    Shell.run("sh", "-c", "while kill -0 " + pid + " 2>/dev/null; do sleep 0.05; done");
    closeServer();
  }

  @Override
  public String log() {
    return "see what it printed here";
  }

  @Override
  public void fill(Disk disk) throws IOException {
    if (!hasSmallDisks) {
      throw new IOException("this server's disks are those of the machine");
    }
    try (OutputStream filler = Files.newOutputStream(filler(disk))) {
      var zeros = new byte[FILLER_CHUNK_BYTES];
      while (true) {
        filler.write(zeros);
      }
    } catch (IOException full) {
      if (Files.size(filler(disk)) == 0) {
        throw full;
      }
    }
  }

  @Override
  public void free(Disk disk) throws IOException {
    Files.deleteIfExists(filler(disk));
  }

  @Override
  public void close() {
    closeServer();
    for (var mount : mounts.reversed()) {
      Shell.succeeds("umount", "--lazy", mount.toString()); // a dying server may hold it still
    }
    mounts.clear();
    Shell.succeeds("rm", "-rf", root.toString());
  }

  private void closeServer() {
    try {
      if (server != null) {
        server.close();
      }
    } catch (IOException gone) {
      // it had crashed
    } finally {
      server = null;
    }
  }

  private Path data() {
    return folder(Disk.DATA).resolve("data");
  }

  private boolean isRunning() throws IOException {
    try {
      return Shell.succeeds("kill", "-0", pid());
    } catch (NoSuchFileException ended) {
      return false;
    }
  }

  private String pid() throws IOException {
    return Files.readAllLines(pidFile()).getFirst();
  }

  private Path pidFile() {
    return data().resolve("postmaster.pid");
  }

  private Path filler(Disk disk) {
    return folder(disk).resolve("filler");
  }

  private Path folder(Disk disk) {
    return root.resolve(disk == Disk.DATA ? "disk" : "log");
  }

  private String path(Disk disk) {
    return folder(disk).toString();
  }
}
