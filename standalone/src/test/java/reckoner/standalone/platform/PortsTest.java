package reckoner.standalone.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void portsFollowTheBase() {
    var ports = Ports.from(9080);
    assertEquals(9081, ports.grpc(Service.CATALOG));
    assertEquals(9084, ports.grpc(Service.WORKFLOWS));
    assertEquals(9091, ports.http(Service.CATALOG));
    assertEquals(9094, ports.http(Service.WORKFLOWS));
    assertEquals(9085, ports.temporal());
    assertEquals(9086, ports.database());
  }

  @Test
  void baseZeroGivesTenDifferentFreePorts() {
    var ports = Ports.from(0);
    var all = new HashSet<>(ports.grpc().values());
    all.addAll(ports.http().values());
    all.add(ports.temporal());
    all.add(ports.database());
    assertEquals(10, all.size());
    ports.checkFree(true, true);
  }

  @Test
  void aTakenPortIsNamedWithWhatWantedIt() throws Exception {
    var ports = Ports.from(0);
    try (var other =
        new ServerSocket(ports.grpc(Service.RATING), 1, InetAddress.ofLiteral(Hosts.LOCAL))) {
      var refused = assertThrows(StartFailure.class, () -> ports.checkFree(true, true));
      assertEquals(
          "port %d (rating) is taken: stop the program that listens there, or choose other ports with --port-base"
              .formatted(other.getLocalPort()),
          refused.getMessage());
    }
  }

  @Test
  void aBaseOutOfRangeIsRefused() {
    assertThrows(StartFailure.class, () -> Ports.from(-1));
    assertThrows(StartFailure.class, () -> Ports.from(Ports.BASE_MAX + 1));
    assertEquals(65_535, Ports.from(Ports.BASE_MAX).http(Service.WORKFLOWS));
  }
}
