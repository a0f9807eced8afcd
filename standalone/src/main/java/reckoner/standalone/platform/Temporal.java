package reckoner.standalone.platform;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.GRPCServerHelper;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Temporal server that the processes run on: either the one in memory, which forgets everything
 * at the end (the tables do not, and the processes are restarted from them), or one of the user's
 * own.
 */
public final class Temporal implements AutoCloseable {
  /** The namespace that every Temporal server has. */
  private static final String NAMESPACE_DEFAULT = "default";

  private static final boolean REAL_TIME = true;
  private static final int STOP_SECONDS_MAX = 3;
  private static final int CONNECT_MILLIS_MAX = 5_000;
  private static final int PORT_MAX = 65_535;

  private final String target;
  private final String namespace;
  private final @Nullable InMemory inMemory;

  private Temporal(String target, String namespace, @Nullable InMemory inMemory) {
    this.target = target;
    this.namespace = namespace;
    this.inMemory = inMemory;
  }

  /** The SDK's server, bound to this machine only; its own starter would listen to the world. */
  private record InMemory(TestServicesStarter services, Server server) {}

  /** Starts the server in memory; its time is the real time. */
  public static Temporal embedded(int port) {
    var services = new TestServicesStarter(REAL_TIME, 0);
    var builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.ofLiteral(Hosts.LOCAL), port));
    GRPCServerHelper.registerServicesAndHealthChecks(services.getServices(), builder);
    try {
      return new Temporal(
          Hosts.LOCAL + ":" + port,
          NAMESPACE_DEFAULT,
          new InMemory(services, builder.build().start()));
    } catch (IOException failure) {
      services.close();
      throw new StartFailure(
          "Temporal does not start on port %d: %s".formatted(port, failure.getMessage()), failure);
    }
  }

  /**
   * Takes a running server, after checking that something listens there.
   *
   * @param address {@code HOST:PORT} or {@code HOST:PORT/NAMESPACE}
   */
  public static Temporal external(String address) {
    var slash = address.indexOf('/');
    var target = slash < 0 ? address : address.substring(0, slash);
    var namespace = slash < 0 ? NAMESPACE_DEFAULT : address.substring(slash + 1);
    var colon = target.lastIndexOf(':');
    var port = colon < 1 ? "" : target.substring(colon + 1);
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > PORT_MAX || namespace.isEmpty()) {
      throw new StartFailure("--temporal takes HOST:PORT or HOST:PORT/NAMESPACE, not " + address);
    }
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(target.substring(0, colon), Integer.parseInt(port)),
          CONNECT_MILLIS_MAX);
    } catch (IOException unreachable) {
      throw new StartFailure(
          "no Temporal server answers at %s, given with --temporal: %s"
              .formatted(target, unreachable.getMessage()),
          unreachable);
    }
    return new Temporal(target, namespace, null);
  }

  /** Where it listens, {@code HOST:PORT}. */
  public String target() {
    return target;
  }

  /** The namespace in which the processes live. */
  public String namespace() {
    return namespace;
  }

  @Override
  public void close() {
    if (inMemory == null) {
      return;
    }
    // who still polls has lost its workers already; nothing here outlives the process anyway
    inMemory.server().shutdownNow();
    try {
      inMemory.server().awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    inMemory.services().close();
  }
}
