package reckoner.workflows;

import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A service beside the one under test, always at the same address, that can go away. */
final class Neighbour implements AutoCloseable {
  private final BindableService service;
  private final int port = freePort();
  private @Nullable Server server;

  Neighbour(BindableService service) {
    this.service = service;
    start();
  }

  void start() {
    try {
      server =
          Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
              .addService(service)
              .intercept(new FakeEdge())
              .build()
              .start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String address() {
    return "localhost:" + port;
  }

  @Override
  public void close() {
    if (server != null) {
      server.shutdownNow();
      server = null;
    }
  }

  /** Below the ports that the system gives to outgoing connections, which come at any time. */
  static int freePort() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (var socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // the next one
      }
    }
    throw new IllegalStateException("no port is free");
  }
}
