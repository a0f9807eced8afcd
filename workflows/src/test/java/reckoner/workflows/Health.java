package reckoner.workflows;

import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import reckoner.kit.testing.TestService;

/** What a probe hears on the service's HTTP port. */
final class Health {
  private Health() {}

  /**
   * @param kind {@code readiness} or {@code liveness}
   * @return the HTTP status
   */
  static int status(TestService service, String kind) {
    var server = service.context().getBean(EmbeddedServer.class);
    if (!server.isRunning()) {
      server.start(); // a test service listens for gRPC only
    }
    var request = HttpRequest.newBuilder(server.getURI().resolve("/health/" + kind)).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }
}
