package reckoner.kit.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refused;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.testing.TestService;

/** Where the keys come from that tokens are verified with. */
class PublicKeysTest {
  private static final Caller CALLER = new Caller("acme", "gateway", Role.FINANCE);

  @TempDir Path folder;
  private final TokenSigner first = signer();
  private final TokenSigner second = signer();

  @Test
  void aFileThatChangesIsReadAgainAndABrokenOneLeavesTheKeysAsTheyWere() throws Exception {
    var file = folder.resolve("keys.json");
    var time = new AtomicLong();
    Files.writeString(file, first.publicKeys());
    try (var verifier = new TokenVerifier(new PublicKeysFile(file, time::get))) {
      assertEquals(CALLER, verifier.verify(first.sign(CALLER)));
      Files.writeString(file, second.publicKeys());
      assertEquals(CALLER, verifier.verify(first.sign(CALLER)), "the file is not read every time");
      time.addAndGet(PublicKeysFile.LOOK_AGAIN.toNanos());
      refused(KitReason.CREDENTIAL_INVALID, verifier, first);
      assertEquals(CALLER, verifier.verify(second.sign(CALLER)));
      for (var broken : new String[] {"", "{\"keys\":[]}", "{\"keys\":"}) {
        Files.writeString(file, broken);
        time.addAndGet(PublicKeysFile.LOOK_AGAIN.toNanos());
        assertEquals(CALLER, verifier.verify(second.sign(CALLER)), broken);
      }
      Files.delete(file);
      time.addAndGet(PublicKeysFile.LOOK_AGAIN.toNanos());
      assertEquals(CALLER, verifier.verify(second.sign(CALLER)));
    }
  }

  @Test
  void anEndpointThatWasNeverReachedRefusesAndAcceptsOnceItAnswers() throws Exception {
    var port = closedPort();
    try (var verifier = new TokenVerifier(new PublicKeysUrl("http://127.0.0.1:" + port))) {
      refused(KitReason.PUBLIC_KEYS_UNAVAILABLE, verifier, first);
      var endpoint = endpoint(port, first.publicKeys(), new AtomicInteger());
      try {
        assertEquals(CALLER, verifier.verify(first.sign(CALLER)));
      } finally {
        endpoint.stop(0);
      }
      // known keys serve on while the endpoint is away
      assertEquals(CALLER, verifier.verify(first.sign(CALLER)));
    }
  }

  @Test
  void unknownKeysAreInvalidAndDoNotFloodTheEndpoint() throws Exception {
    var asked = new AtomicInteger();
    var endpoint = endpoint(0, first.publicKeys(), asked);
    var url = "http://127.0.0.1:" + endpoint.getAddress().getPort();
    try (var verifier = new TokenVerifier(new PublicKeysUrl(url))) {
      assertEquals(CALLER, verifier.verify(first.sign(CALLER)));
      for (int i = 0; i < 20; i++) {
        refused(KitReason.CREDENTIAL_INVALID, verifier, signer());
      }
      assertEquals(CALLER, verifier.verify(first.sign(CALLER)));
      assertTrue(asked.get() >= 1 && asked.get() <= 4, () -> "asked " + asked);
    } finally {
      endpoint.stop(0);
    }
  }

  @Test
  void anEndpointThatAnswersWithoutKeysIsAsGoodAsOutOfReach() throws Exception {
    var endpoint = endpoint(0, "<html>maintenance</html>", new AtomicInteger());
    var url = "http://127.0.0.1:" + endpoint.getAddress().getPort();
    try (var verifier = new TokenVerifier(new PublicKeysUrl(url))) {
      refused(KitReason.PUBLIC_KEYS_UNAVAILABLE, verifier, first);
    } finally {
      endpoint.stop(0);
    }
  }

  @Test
  void keysThatComeOverAnOpenNetworkAreNotTrusted() {
    for (var url : new String[] {"http://keys.example/x", "ftp://localhost/x", "https:///x", ":"}) {
      assertThrows(BadSetting.class, () -> new PublicKeysUrl(url), url);
    }
  }

  @Test
  void aServiceNeedsExactlyOneSource() {
    told(Map.of("reckoner.public-keys-file", ""), "must be set");
    told(Map.of("reckoner.public-keys-url", "https://keys.example/x"), "both set");
    told(Map.of("reckoner.public-keys-file", folder + "/none"), "does not exist");
  }

  private static void told(Map<String, Object> settings, String fault) {
    Throwable failure =
        assertThrows(RuntimeException.class, () -> TestService.start("none", settings).close());
    while (failure.getCause() != null) {
      failure = failure.getCause();
    }
    var message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("RECKONER_PUBLIC_KEYS_FILE"), message);
    assertTrue(message.contains(fault), message);
  }

  private static void refused(KitReason reason, TokenVerifier verifier, TokenSigner signer) {
    var refused = assertThrows(Refused.class, () -> verifier.verify(signer.sign(CALLER)));
    assertEquals(reason, refused.refusal().reason());
  }

  private static int closedPort() throws Exception {
    try (var socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static HttpServer endpoint(int port, String keys, AtomicInteger asked) throws Exception {
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          var body = keys.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static TokenSigner signer() {
    try {
      return new TokenSigner(TokenSigner.newKey(), InstantSource.system());
    } catch (ParseException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
