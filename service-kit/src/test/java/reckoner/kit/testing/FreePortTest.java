package reckoner.kit.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FreePortTest {
  @Test
  void aPortIsFreeAndBelowThoseOfOutgoingConnections() throws Exception {
    var taken = FreePort.next();
    try (var socket = new ServerSocket(taken == FreePort.MAX ? FreePort.MIN : taken + 1)) {
      var next = FreePort.next();
      assertNotEquals(socket.getLocalPort(), next, "somebody listens there");
      assertTrue(next >= FreePort.MIN && next <= FreePort.MAX, () -> "port " + next);
    }
  }

  @Test
  void aServiceListensOnSuchAPort() {
    try (var service = TestService.start("none", Map.of())) {
      assertEquals(service.port(), Math.clamp(service.port(), FreePort.MIN, FreePort.MAX));
    }
  }
}
