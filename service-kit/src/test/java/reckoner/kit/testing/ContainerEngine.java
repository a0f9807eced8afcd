package reckoner.kit.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a container engine says about its images, asked at its socket before Testcontainers is
 * touched: that library tries to pull what is missing, for minutes where nothing can be pulled.
 */
final class ContainerEngine {
  private static final String DEFAULT_HOST = "unix:///var/run/docker.sock";
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final int STATUS_LINE_BYTES_MAX = 256;

  private final String host;

  ContainerEngine(String host) {
    this.host = host;
  }

  /** The engine that {@code DOCKER_HOST} names, or the usual one. */
  static ContainerEngine ofEnvironment() {
    var host = System.getenv("DOCKER_HOST");
    return new ContainerEngine(host == null || host.isBlank() ? DEFAULT_HOST : host);
  }

  /** Why an image cannot be used, or an empty text where the engine has it. */
  String trouble(String image) {
    if (!host.startsWith("unix://")) {
      return "DOCKER_HOST is %s; tests ask only engines behind a unix:// socket".formatted(host);
    }
    var socket = Path.of(host.substring("unix://".length()));
    if (!Files.exists(socket)) {
      return "no container engine at " + host;
    }
    try {
      int status = ask(socket, "/images/" + image + "/json");
      return switch (status) {
        case 200 -> "";
        case 404 -> "the container engine has no image " + image;
        default -> "the container engine answers %d for %s".formatted(status, image);
      };
    } catch (IOException failure) {
      return "no container engine answers at %s: %s".formatted(host, failure.getMessage());
    }
  }

  /** A socket's channel has no time limit of its own: the asking thread has one. */
  private static int ask(Path socket, String path) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      var answer = new CompletableFuture<String>();
      var asking =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  answer.complete(statusLine(channel, socket, path));
                } catch (IOException | RuntimeException failure) {
                  answer.completeExceptionally(failure);
                }
              });
      try {
        var words = answer.get(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS).split(" ", 3);
        return words.length < 2 ? 0 : Integer.parseInt(words[1]);
      } catch (TimeoutException late) {
        throw new IOException("no answer in " + ANSWER_MAX, late);
      } catch (ExecutionException | NumberFormatException failure) {
        throw new IOException(String.valueOf(failure.getMessage()), failure);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new IOException(stop);
      } finally {
        asking.interrupt();
      }
    }
  }

  private static String statusLine(SocketChannel channel, Path socket, String path)
      throws IOException {
    channel.connect(UnixDomainSocketAddress.of(socket));
    var request = "GET %s HTTP/1.0\r\nHost: engine\r\n\r\n".formatted(path);
    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    var buffer = ByteBuffer.allocate(STATUS_LINE_BYTES_MAX);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      var text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
      if (text.contains("\r\n")) {
        return text.substring(0, text.indexOf("\r\n"));
      }
    }
    return "";
  }
}
