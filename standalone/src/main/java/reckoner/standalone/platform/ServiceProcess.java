package reckoner.standalone.platform;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A replica of a service in a process of its own beside a suite, started as {@code serve} starts
 * it, so that it can be killed without the others.
 */
public final class ServiceProcess implements AutoCloseable {
  private static final Duration STOP_MAX = Duration.ofSeconds(60);
  private static final String MAIN = "reckoner.standalone.cli.Main";

  private final Service service;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final ManagedChannel channel;
  private volatile Process process;
  private final Thread atProcessEnd = new Thread(this::killNow, "kill-service");

  private ServiceProcess(Service service, Map<String, String> environment, Path log, int grpcPort) {
    this.service = service;
    this.command = command(service);
    this.environment = Map.copyOf(environment);
    this.log = log;
    this.channel = ManagedChannelBuilder.forAddress(Hosts.LOCAL, grpcPort).usePlaintext().build();
    this.process = launch();
    // nobody else would end it where this process is told to end
    Runtime.getRuntime().addShutdownHook(atProcessEnd);
  }

  /** Starts a replica; returns before it serves. */
  public static ServiceProcess start(Suite suite, Service service) {
    var folder = suite.folder();
    var secrets = Secrets.in(folder);
    var ports = freePorts(2);
    var name = service.label().toUpperCase(Locale.ROOT);
    var environment =
        Map.of(
            name + "_DATABASE_URL",
            suite.databaseUrl(service),
            name + "_DATABASE_USER",
            suite.databaseUser(service),
            name + "_DATABASE_PASSWORD_FILE",
            secrets.passwordFile(service.database()).toString(),
            name + "_GRPC_PORT",
            ports.get(0).toString(),
            name + "_HTTP_PORT",
            ports.get(1).toString(),
            "RECKONER_PUBLIC_KEYS_FILE",
            secrets.publicKeysFile().toString(),
            "RECKONER_SIGNING_KEY_FILE",
            secrets.signingKeyFile().toString(),
            "RECKONER_CATALOG_ADDRESS",
            Hosts.LOCAL + ":" + suite.ports().grpc(Service.CATALOG));
    var log = folder.logs().resolve(service.label() + "-process.log");
    return new ServiceProcess(service, environment, log, ports.getFirst());
  }

  /** With the class path of this process, and the cache by which its start was quick. */
  private static List<String> command(Service service) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseParallelGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:AOTCache="))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), MAIN, "serve", service.label()));
    return command;
  }

  private static List<Integer> freePorts(int number) {
    var held = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < number; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.ofLiteral(Hosts.LOCAL)));
      }
      var ports = held.stream().map(ServerSocket::getLocalPort).toList();
      for (var socket : held) {
        socket.close();
      }
      return ports;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Process launch() {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    } catch (IOException failure) {
      throw new StartFailure(
          "the %s service does not start in a process of its own: %s"
              .formatted(service.label(), failure.getMessage()),
          failure);
    }
  }

  /** A channel to it, whether it serves or not. */
  public Channel channel() {
    return channel;
  }

  /** What was refused is tried again at once, and not after a while. */
  public void retry() {
    channel.resetConnectBackoff();
  }

  /** Kills it ({@code kill -9}) and returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Tells it to stop, and returns when it has. */
  public void stop() {
    process.destroy();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "the %s service did not stop within %d s"
                .formatted(service.label(), STOP_MAX.toSeconds()));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Starts it again on the same ports; returns before it serves. */
  public void startAgain() {
    process = launch();
  }

  @Override
  public void close() {
    killNow();
    channel.shutdownNow();
    try {
      Runtime.getRuntime().removeShutdownHook(atProcessEnd);
    } catch (IllegalStateException theProcessEnds) {
      // then the hook has run, or runs now
    }
  }

  private void killNow() {
    process.destroyForcibly();
  }
}
