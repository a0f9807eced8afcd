package reckoner.kit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.value.MapPropertyResolver;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;
import reckoner.kit.testing.TestCertificates;
import reckoner.kit.testing.TestCertificates.Issued;
import reckoner.kit.testing.TestService;

/** TLS of a running service, as clients with and without the right certificates meet it. */
class TlsTest {
  @TempDir static Path folder;
  @TempDir static Path otherFolder;
  private static TestCertificates ca;
  private static TestCertificates otherCa;
  private static Issued server;
  private static Issued client;

  @BeforeAll
  static void issue() {
    ca = new TestCertificates(folder);
    otherCa = new TestCertificates(otherFolder);
    server = ca.issue("server");
    client = ca.issue("client");
  }

  @Test
  void whoTrustsTheAuthorityIsServedAndWhoSpeaksPlaintextIsNot() throws Exception {
    try (var service = TestService.start("none", served(server, Map.of()))) {
      assertEquals(Status.Code.OK, called(service, trusting(ca.caFile())));
      assertEquals(Status.Code.UNAVAILABLE, called(service, Map.of()));
      assertEquals(Status.Code.UNAVAILABLE, called(service, trusting(otherCa.caFile())));
      var http = HttpPort.of(service);
      assertThrows(IOException.class, () -> http.status("/health"));
      assertEquals(serial(server), presented(http.port()));
      assertEquals(serial(server), presented(service.port()));
    }
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    var expired = ca.issueExpired("expired");
    try (var service = TestService.start("none", served(expired, Map.of()))) {
      assertEquals(Status.Code.UNAVAILABLE, called(service, trusting(ca.caFile())));
    }
    try (var mutual = TestService.start("none", served(server, mutual()))) {
      assertEquals(Status.Code.UNAVAILABLE, called(mutual, served(expired, mutual())));
    }
  }

  @Test
  void whereClientsNeedACertificateOnlyThoseOfTheAuthorityAreServed() throws Exception {
    var stranger = otherCa.issue("stranger");
    try (var service = TestService.start("none", served(server, mutual()))) {
      assertEquals(Status.Code.OK, called(service, served(client, mutual())));
      assertEquals(Status.Code.UNAVAILABLE, called(service, trusting(ca.caFile())));
      assertEquals(Status.Code.UNAVAILABLE, called(service, served(stranger, mutual())));
      assertEquals(serial(server), presented(HttpPort.of(service).port()), "probes have none");
    }
  }

  @Test
  void aRenewedCertificateIsServedWithoutARestartAndABrokenOneIsNot() throws Exception {
    var shown = ca.issue("renewed-in-place");
    var first = serial(shown);
    var renewed = ca.issue("renewal");
    try (var service = TestService.start("none", served(shown, Map.of()))) {
      var http = HttpPort.of(service);
      assertEquals(first, presented(service.port()));
      Files.writeString(shown.key(), "in the middle of its change");
      Thread.sleep(Tls.LOOK_AGAIN.plusSeconds(1));
      assertEquals(first, presented(service.port()));
      TestCertificates.replace(shown, renewed);
      assertNotEquals(first, serial(renewed));
      await(service.port(), serial(renewed));
      await(http.port(), serial(renewed));
      assertEquals(Status.Code.OK, called(service, trusting(ca.caFile())));
    }
  }

  @Test
  void aPortThatAnswersWithoutTlsStopsTheStart() {
    try (var plain = TestService.start("none", Map.of())) {
      var http = HttpPort.of(plain);
      refusesToServe(PlaintextCheck.Plaintext.GRPC, plain.port());
      refusesToServe(PlaintextCheck.Plaintext.HTTP, http.port());
    }
    var undone = served(server, Map.of("test.tls-undone", true));
    Throwable failure =
        assertThrows(RuntimeException.class, () -> TestService.start("none", undone).close());
    while (failure.getCause() != null) {
      failure = failure.getCause();
    }
    assertInstanceOf(PlaintextCheck.PlaintextServed.class, failure);
    assertTrue(String.valueOf(failure.getMessage()).contains("serves without it"));
  }

  @Test
  void settingsThatDoNotGoTogetherAreNamed() throws Exception {
    told("go together", Map.of(Tls.KEY_FILE, client.key()));
    told("go together", Map.of(Tls.CERTIFICATE_FILE, client.certificate()));
    told("is 'require' or not set", Map.of(Tls.CLIENT_AUTH, "optional"));
    told("needs reckoner.tls-certificate-file", Map.of(Tls.CLIENT_AUTH, "require"));
    told("not that of the certificate", pair(client.certificate(), server.key()));
    told("holds no private key", pair(client.certificate(), client.certificate()));
    told("holds no certificate", pair(client.key(), client.key()));
    told("does not exist", pair(folder.resolve("none"), client.key()));
    told("holds no certificate", trusting(Files.writeString(folder.resolve("empty"), "")));
  }

  /** A mistake in wiring: the gRPC port loses what the settings gave it. */
  @Singleton
  @Requires(property = "test.tls-undone")
  @Order(Ordered.LOWEST_PRECEDENCE)
  static class Undone implements BeanCreatedEventListener<ServerBuilder<?>> {
    @Override
    public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
      return ((NettyServerBuilder) event.getBean()).sslContext(null);
    }
  }

  private static void refusesToServe(PlaintextCheck.Plaintext plaintext, int port) {
    var served =
        assertThrows(
            PlaintextCheck.PlaintextServed.class,
            () -> PlaintextCheck.requireTls(plaintext, "0.0.0.0", port));
    assertTrue(String.valueOf(served.getMessage()).contains(plaintext + " port " + port));
  }

  private static void told(String fault, Map<String, Object> settings) {
    var bad = assertThrows(BadSetting.class, () -> tls(settings).close());
    assertTrue(String.valueOf(bad.getMessage()).contains(fault), bad::getMessage);
  }

  private static Map<String, Object> served(Issued certificate, Map<String, Object> extra) {
    var settings = new HashMap<>(pair(certificate.certificate(), certificate.key()));
    settings.putAll(extra);
    return settings;
  }

  private static Map<String, Object> pair(Path certificate, Path key) {
    return Map.of(Tls.CERTIFICATE_FILE, certificate, Tls.KEY_FILE, key);
  }

  private static Map<String, Object> mutual() {
    return Map.of(Tls.CLIENT_AUTH, "require", Tls.CA_FILE, ca.caFile());
  }

  private static Map<String, Object> trusting(Path authority) {
    return Map.of(Tls.CA_FILE, authority);
  }

  private static Tls tls(Map<String, Object> settings) throws Exception {
    var text = new HashMap<String, Object>();
    settings.forEach((name, value) -> text.put(name, value.toString()));
    return new Tls(new Settings(new MapPropertyResolver(text)));
  }

  /** What a call to a service ends with, made as another service with these settings makes it. */
  private static Status.Code called(TestService service, Map<String, Object> settings)
      throws Exception {
    var tls = tls(settings);
    var channel = new Channels(tls).to("localhost:" + service.port());
    try {
      var _ =
          HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance());
      return Status.Code.OK;
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode();
    } finally {
      channel.shutdownNow();
      tls.close();
    }
  }

  private static BigInteger serial(Issued certificate) {
    return PemFiles.certificates("test", certificate.certificate()).getFirst().getSerialNumber();
  }

  private static void await(int port, BigInteger serial) throws Exception {
    var until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!presented(port).equals(serial)) {
      assertTrue(System.nanoTime() < until, "the renewed certificate is never served");
      Thread.sleep(200);
    }
  }

  /** The serial number of the certificate that a port shows to whoever comes. */
  private static BigInteger presented(int port) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    try (var plain = new Socket(InetAddress.getLoopbackAddress(), port);
        var socket =
            (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)) {
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
  }

  /** Looks at a certificate instead of judging it. */
  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.@Nullable SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.@Nullable SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
