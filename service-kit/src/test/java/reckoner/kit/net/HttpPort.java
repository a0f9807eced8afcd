package reckoner.kit.net;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import reckoner.kit.testing.TestService;

/** A service's HTTP port, as a probe or a scraper calls it. */
final class HttpPort {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final int port;

  private HttpPort(int port) {
    this.port = port;
  }

  /** Opens the port where the service was started without. */
  static HttpPort of(TestService service) {
    return of(service.context());
  }

  static HttpPort of(ApplicationContext context) {
    context
        .getBeansOfType(EmbeddedServer.class)
        .forEach(server -> {
          if (!server.isRunning()) {
            server.start();
          }
        });
    return new HttpPort(context.getProperty("micronaut.server.port", Integer.class).orElseThrow());
  }

  int port() {
    return port;
  }

  int status(String path) throws IOException, InterruptedException {
    return get(path).statusCode();
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(10));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
