package reckoner.standalone.platform;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One PostgreSQL server over one data directory, driven by its own {@code initdb} and {@code
 * pg_ctl}. The server gets a session of its own, so that a Ctrl-C at the terminal does not stop it
 * before the services have finished.
 */
final class PostgresServer {
  static final String SUPERUSER = "postgres";

  /** In the data directory while a server runs, or after it was killed. */
  static final String PID_FILE = "postmaster.pid";

  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final int OUTPUT_CHARACTERS_MAX = 2000;
  private static final String SETTINGS = "reckoner.conf";

  private final Path binaries;
  private final Path data;
  private final Path logs;

  PostgresServer(Path binaries, Path data, Path logs) {
    this.binaries = binaries;
    this.data = data;
    this.logs = logs;
  }

  /** Makes the data directory if there is none; a crash in the middle leaves none. */
  void create(Path superuserPassword) throws IOException {
    if (Files.exists(data)) {
      return;
    }
    var partial = data.resolveSibling(data.getFileName() + ".partial");
    PostgresBinaries.remove(partial);
    run(
        START_MAX,
        "initdb",
        List.of(
            "--pgdata=" + partial,
            "--username=" + SUPERUSER,
            "--pwfile=" + superuserPassword,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8"));
    Files.writeString(
        partial.resolve("postgresql.conf"),
        "\ninclude_if_exists = '" + SETTINGS + "'\n",
        StandardOpenOption.APPEND);
    Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Starts the server on a port of this machine and returns when it takes connections. */
  void start(int port) throws IOException {
    OwnerOnly.write(data.resolve(SETTINGS), settings(port));
    var log = logs.resolve("postgresql-start.log");
    Files.deleteIfExists(log);
    try {
      run(START_MAX, "pg_ctl", List.of("start", "-w", "-D", data.toString(), "-l", log.toString()));
    } catch (IOException failure) {
      throw new StartFailure(
          "PostgreSQL does not start in %s; the logs in %s say why%s"
              .formatted(data, logs, Files.exists(log) ? ": " + tail(Files.readString(log)) : ""),
          failure);
    }
  }

  private String settings(int port) {
    return """
    # written at each start
    listen_addresses = '%s'
    port = %d
    unix_socket_directories = ''
    max_connections = 100
    shared_buffers = 512MB
    fsync = on
    logging_collector = on
    log_directory = '%s'
    log_filename = 'postgresql-%%w.log'
    log_rotation_age = 1d
    log_rotation_size = 0
    log_truncate_on_rotation = on
    log_file_mode = 0600
    log_min_messages = fatal
    log_min_error_statement = panic
    """
        .formatted(Hosts.LOCAL, port, logs.toString().replace("'", "''"));
  }

  /**
   * Stops the server in bounded time: first with a checkpoint, and if that takes too long, hard.
   */
  void stop() throws IOException {
    try {
      stop("fast");
    } catch (IOException slow) {
      stop("immediate");
    }
  }

  private void stop(String mode) throws IOException {
    var seconds = Long.toString(STOP_MAX.toSeconds());
    run(
        STOP_MAX.plusSeconds(5),
        "pg_ctl",
        List.of("stop", "-w", "-t", seconds, "-m", mode, "-D", data.toString()));
  }

  /**
   * The server that runs over this data directory, if one does. The pid in its file may by now
   * belong to a stranger; the process's own command line decides.
   */
  Optional<ProcessHandle> running() throws IOException {
    var process = recorded();
    return process.filter(this::isOurs);
  }

  /** Kills the server and every process that it started, and waits until they are gone. */
  void kill() throws IOException {
    var parent =
        running().orElseThrow(() -> new IOException("no PostgreSQL runs in %s".formatted(data)));
    var all = Stream.concat(Stream.of(parent), parent.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }

  /** Removes the pid file when a stranger has its number; PostgreSQL would refuse to start. */
  void forgetStranger() throws IOException {
    var process = recorded();
    if (process.isPresent() && !isOurs(process.get())) {
      Files.deleteIfExists(pidFile());
    }
  }

  private Optional<ProcessHandle> recorded() throws IOException {
    if (!Files.exists(pidFile())) {
      return Optional.empty();
    }
    var lines = Files.readAllLines(pidFile());
    if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
        .filter(ProcessHandle::isAlive);
  }

  private boolean isOurs(ProcessHandle process) {
    var info = process.info();
    var name = info.command().map(command -> String.valueOf(Path.of(command).getFileName()));
    return name.orElse("").startsWith("postgres")
        && info.arguments()
            .map(arguments -> Arrays.asList(arguments).contains(data.toString()))
            .orElse(false);
  }

  private Path pidFile() {
    return data.resolve(PID_FILE);
  }

  /** Runs a program of PostgreSQL to its end; throws with its output when it fails. */
  private void run(Duration timeMax, String program, List<String> arguments) throws IOException {
    var command = new ArrayList<>(prefix());
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    var output = Files.createTempFile(logs, program, ".out");
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!waitFor(process, timeMax)) {
        process.destroyForcibly();
        throw new IOException(program + " did not end within " + timeMax.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(program + " failed: " + tail(Files.readString(output)));
      }
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** PostgreSQL refuses to run as root; a user namespace of its own makes it nobody. */
  private static List<String> prefix() {
    return LinuxUtils.isUnshareAvailable() ? List.of("unshare", "-U") : List.of();
  }

  private static boolean waitFor(Process process, Duration timeMax) throws IOException {
    try {
      return process.waitFor(timeMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL worked", interrupted);
    }
  }

  private static String tail(String text) {
    var stripped = text.strip();
    return stripped.substring(Math.max(0, stripped.length() - OUTPUT_CHARACTERS_MAX));
  }
}
