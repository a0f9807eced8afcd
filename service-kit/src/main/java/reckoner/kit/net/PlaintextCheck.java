package reckoner.kit.net;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the own ports without TLS as soon as they are open, where TLS is configured: a mistake in
 * wiring would otherwise show only to who listens on the network.
 */
@Context
@Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
public class PlaintextCheck implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(PlaintextCheck.class);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  /** How a TLS record begins that says what is wrong: all that a TLS port may answer. */
  private static final int TLS_ALERT = 0x15;

  private final Tls tls;

  /** What a client without TLS sends first. */
  enum Plaintext {
    /** The preface of HTTP/2 and an empty frame of settings, with which every gRPC call begins. */
    GRPC("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"),
    HTTP("GET /health/liveness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    private final String opening;

    Plaintext(String opening) {
      this.opening = opening;
    }
  }

  /** A port answers without TLS although TLS is configured. */
  public static final class PlaintextServed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlaintextServed(String message) {
      super(message);
    }
  }

  PlaintextCheck(Tls tls) {
    this.tls = tls;
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    if (tls.isOn()) {
      var server = event.getSource();
      try {
        requireTls(
            server instanceof GrpcEmbeddedServer ? Plaintext.GRPC : Plaintext.HTTP,
            server.getHost(),
            server.getPort());
      } catch (PlaintextServed served) {
        LOG.error("does not start: {}", served.getMessage());
        stop(server);
        throw served;
      }
    }
  }

  private static void stop(EmbeddedServer server) {
    try {
      server.stop();
    } catch (RuntimeException late) {
      LOG.warn("the port could not be closed", late);
    }
  }

  /** Refuses a port that answers what a client without TLS sends, or whose answer is not known. */
  static void requireTls(Plaintext plaintext, String host, int port) {
    if (answers(plaintext, host, port)) {
      throw new PlaintextServed(
          "TLS is configured (%s), and the %s port %d serves without it"
              .formatted(Tls.CERTIFICATE_FILE, plaintext, port));
    }
  }

  private static boolean answers(Plaintext plaintext, String host, int port) {
    try (var socket = new Socket()) {
      var bound = (int) ANSWER_MAX.toMillis();
      socket.connect(new InetSocketAddress(reachable(host), port), bound);
      socket.setSoTimeout(bound);
      socket.getOutputStream().write(plaintext.opening.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      int first = socket.getInputStream().read();
      return first != -1 && first != TLS_ALERT;
    } catch (SocketTimeoutException silent) {
      throw new PlaintextServed(
          "TLS is configured (%s), and the %s port %d does not refuse a client without it within %d s"
              .formatted(Tls.CERTIFICATE_FILE, plaintext, port, ANSWER_MAX.toSeconds()));
    } catch (ConnectException closed) {
      throw new PlaintextServed(
          "the %s port %d cannot be tried without TLS: %s".formatted(plaintext, port, closed));
    } catch (SocketException cutOff) {
      return false;
    } catch (IOException failure) {
      throw new PlaintextServed(
          "the %s port %d cannot be tried without TLS: %s".formatted(plaintext, port, failure));
    }
  }

  /** Where a port is reached that listens on a host, which may be all addresses. */
  private static InetAddress reachable(String host) throws IOException {
    var address = InetAddress.getByName(host);
    return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
  }
}
