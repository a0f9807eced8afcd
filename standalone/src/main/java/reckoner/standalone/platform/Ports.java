package reckoner.standalone.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where everything listens, on this machine: base + 1..4 the services' gRPC, + 5 Temporal, + 6
 * PostgreSQL, + 11..14 the services' HTTP (health and metrics).
 */
public record Ports(
    Map<Service, Integer> grpc, Map<Service, Integer> http, int temporal, int database) {
  /** The base that is used when none is given. */
  public static final int BASE_DEFAULT = 9080;

  private static final int HIGHEST_OFFSET = 14;
  private static final String POSTGRESQL = "PostgreSQL";
  private static final String ORPHAN =
      "; if a Reckoner was killed on another data folder, it may be its database: start that one"
          + " again, and it is stopped";

  /** The highest base: every port above it still exists. */
  public static final int BASE_MAX = 65_535 - HIGHEST_OFFSET;

  public Ports {
    grpc = Map.copyOf(grpc);
    http = Map.copyOf(http);
  }

  /**
   * The ports above a base; base 0 means any ports that are free now.
   *
   * @param base 0 to {@link #BASE_MAX} inclusive
   */
  public static Ports from(int base) {
    if (base < 0 || base > BASE_MAX) {
      throw new StartFailure(
          "the port base %d is out of range: choose --port-base from 1 to %d, or 0 for any free ports"
              .formatted(base, BASE_MAX));
    }
    return base == 0
        ? free()
        : new Ports(services(base + 1), services(base + 11), base + 5, base + 6);
  }

  public int grpc(Service service) {
    return port(grpc, service);
  }

  public int http(Service service) {
    return port(http, service);
  }

  private static int port(Map<Service, Integer> ports, Service service) {
    var port = ports.get(service);
    if (port == null) {
      throw new IllegalStateException("every service has its ports");
    }
    return port;
  }

  /** Refuses to start where another program listens, and names the port and what wanted it. */
  void checkFree(boolean withTemporal, boolean withDatabase) {
    for (var service : Service.values()) {
      checkFree(grpc(service), service.label());
    }
    if (withTemporal) {
      checkFree(temporal, "Temporal");
    }
    if (withDatabase) {
      checkFree(database, POSTGRESQL);
    }
    for (var service : Service.values()) {
      checkFree(http(service), service.label() + ", HTTP");
    }
  }

  private static void checkFree(int port, String wantedBy) {
    try {
      listen(port).close();
    } catch (IOException taken) {
      throw new StartFailure(
          "port %d (%s) is taken: stop the program that listens there, or choose other ports with --port-base%s"
              .formatted(port, wantedBy, wantedBy.equals(POSTGRESQL) ? ORPHAN : ""),
          taken);
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.ofLiteral(Hosts.LOCAL));
  }

  private static Map<Service, Integer> services(int first) {
    return services(List.of(first, first + 1, first + 2, first + 3));
  }

  private static Map<Service, Integer> services(List<Integer> ports) {
    return Map.of(
        Service.CATALOG, ports.get(0),
        Service.RATING, ports.get(1),
        Service.INVOICING, ports.get(2),
        Service.WORKFLOWS, ports.get(3));
  }

  /** Asks the system for ports, holding all of them until the last is known. */
  private static Ports free() {
    var held = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < 10; i++) {
        held.add(listen(0));
      }
      var ports = held.stream().map(ServerSocket::getLocalPort).toList();
      for (var socket : held) {
        socket.close();
      }
      return new Ports(
          services(ports.subList(0, 4)), services(ports.subList(4, 8)), ports.get(8), ports.get(9));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
