package reckoner.kit.faults;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reckoner.kit.faults.FaultProxy.Direction;
import reckoner.kit.faults.FaultProxy.Loss;

/** The proxy in front of a server that answers each byte with the one above it. */
class FaultProxyTest {
  private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
  private final ServerSocket server = server();
  private final FaultProxy proxy = new FaultProxy("127.0.0.1", server.getLocalPort(), 1);

  @AfterEach
  void close() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void withoutFaultsEverythingPassesBothWays() throws Exception {
    try (var client = client()) {
      assertEquals(List.of(2, 3, 4), ask(client, 1, 2, 3));
      assertEquals(3, proxy.turns());
      assertEquals(new FaultProxy.Counts(1, 0, 0, 0, 6), proxy.counts());
      client.shutdownOutput();
      assertEquals(-1, client.getInputStream().read(), "the client's end reaches the server");
    }
  }

  @Test
  void aLostRequestIsNeverHeardAndALostReplyIs() throws Exception {
    proxy.loseAtTurn(2, Loss.REQUEST);
    try (var client = client()) {
      assertEquals(List.of(11), ask(client, 10));
      assertBroken(client, 20);
    }
    assertFalse(proxy.isLossPending());
    proxy.loseAtTurn(2, Loss.REPLY);
    try (var client = client()) {
      assertEquals(List.of(31), ask(client, 30));
      assertBroken(client, 40);
    }
    assertEquals(2, proxy.counts().cut());
    try (var client = client()) {
      assertEquals(List.of(51, 52, 53), ask(client, 50, 51, 52), "it was lost once");
    }
    assertEquals(
        List.of(10, 30, 40, 50, 51, 52), hear(6), "20 was lost on its way, 40 was answered");
  }

  @Test
  void aConnectionIsCutAfterSoManyBytes() throws Exception {
    proxy.cutAfter(Direction.TO_CLIENT, 2);
    try (var client = client()) {
      assertEquals(List.of(2, 3), ask(client, 1, 2));
      assertBroken(client, 3);
    }
    proxy.heal();
    try (var client = client()) {
      assertEquals(List.of(2, 3, 4), ask(client, 1, 2, 3));
    }
  }

  @Test
  void chanceCutsAtTheSamePlacesForTheSameSeed() throws Exception {
    assertEquals(answersUntilCut(7), answersUntilCut(7));
    assertTrue(
        List.of(answersUntilCut(8), answersUntilCut(9), answersUntilCut(10)).stream()
                .distinct()
                .count()
            > 1);
  }

  private List<Integer> answersUntilCut(long seed) throws IOException {
    var lengths = new ArrayList<Integer>();
    try (var seeded = new FaultProxy("127.0.0.1", server.getLocalPort(), seed)) {
      seeded.cutByChance(100);
      for (int round = 0; round < 5; round++) {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), seeded.port())) {
          int answers = 0;
          while (isAnswered(client, answers % 100)) {
            answers++;
          }
          lengths.add(answers);
        }
      }
    }
    return lengths;
  }

  @Test
  void aStalledConnectionGoesOnAfterwards() throws Exception {
    try (var client = client()) {
      proxy.stall(true);
      client.getOutputStream().write(1);
      client.setSoTimeout(200);
      assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
      assertEquals(0, heard.size(), "the server has heard nothing");
      client.setSoTimeout(0);
      proxy.stall(false);
      assertEquals(2, client.getInputStream().read());
    }
  }

  @Test
  void aDelayHoldsBackAndLosesNothing() throws Exception {
    proxy.delay(Direction.TO_SERVER, Duration.ofMillis(5));
    proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(5));
    try (var client = client()) {
      assertEquals(List.of(2, 3, 4), ask(client, 1, 2, 3));
    }
    assertEquals(6, proxy.counts().delayed());
  }

  @Test
  void aRefusedConnectionIsRefusedAndOthersGoOn() throws Exception {
    try (var client = client()) {
      assertEquals(List.of(2), ask(client, 1));
      proxy.refuse(true);
      assertThrows(ConnectException.class, this::client);
      assertEquals(List.of(3), ask(client, 2));
      proxy.heal();
      try (var second = client()) {
        assertEquals(List.of(4), ask(second, 3));
      }
    }
  }

  @Test
  void aHalfClosedConnectionStillCarriesRequests() throws Exception {
    try (var client = client()) {
      assertEquals(List.of(2), ask(client, 1));
      proxy.halfClose();
      assertEquals(-1, client.getInputStream().read());
      client.getOutputStream().write(5);
      assertEquals(List.of(1, 5), hear(2));
    }
  }

  @Test
  void everyConnectionIsCutAtOnce() throws Exception {
    try (var first = client();
        var second = client()) {
      assertEquals(List.of(2), ask(first, 1));
      assertEquals(List.of(2), ask(second, 1));
      proxy.cutAll();
      assertFalse(isAnswered(first, 3));
      assertFalse(isAnswered(second, 3));
    }
  }

  private Socket client() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static List<Integer> ask(Socket client, int... values) throws IOException {
    var answers = new ArrayList<Integer>();
    for (int value : values) {
      client.getOutputStream().write(value);
      answers.add(client.getInputStream().read());
    }
    return answers;
  }

  private static void assertBroken(Socket client, int value) {
    assertFalse(isAnswered(client, value));
  }

  private static boolean isAnswered(Socket client, int value) {
    try {
      client.getOutputStream().write(value);
      var answer = new byte[1];
      if (client.getInputStream().read(answer) != 1) {
        return false;
      }
      assertArrayEquals(new byte[] {(byte) (value + 1)}, answer);
      return true;
    } catch (IOException cut) {
      return false;
    }
  }

  private List<Integer> hear(int count) throws InterruptedException {
    var values = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      var value = heard.poll(20, TimeUnit.SECONDS);
      assertTrue(value != null, "the server heard only " + values);
      values.add(value);
    }
    return values;
  }

  private ServerSocket server() {
    try {
      var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual()
          .start(() -> {
            while (!socket.isClosed()) {
              try {
                var client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
              } catch (IOException closed) {
                return;
              }
            }
          });
      return socket;
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void serve(Socket client) {
    try (client) {
      for (int value = client.getInputStream().read();
          value >= 0;
          value = client.getInputStream().read()) {
        heard.add(value);
        client.getOutputStream().write(value + 1);
      }
    } catch (IOException cut) {
      // its client is gone
    }
  }
}
