package reckoner.rating;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestService;

/** The HTTP port of a rating service, as a source of CloudEvents sees it. */
final class HttpDoor {
  static final String JSON = "application/cloudevents+json";
  static final String JSON_BATCH = "application/cloudevents-batch+json";
  static final String PROTOBUF = "application/cloudevents+protobuf";
  static final String PROTOBUF_BATCH = "application/cloudevents-batch+protobuf";

  private static final HttpClient PLAIN = HttpClient.newHttpClient();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final URI address;
  private final HttpClient client;

  private HttpDoor(URI address, HttpClient client) {
    this.address = address;
    this.client = client;
  }

  HttpDoor(TestService service) {
    this.client = PLAIN;
    service
        .context()
        .getBeansOfType(EmbeddedServer.class)
        .forEach(server -> {
          if (!server.isRunning()) {
            server.start();
          }
        });
    this.address =
        URI.create(
            "http://127.0.0.1:%s/v1/cloudevents"
                .formatted(
                    service.context().getProperty("micronaut.server.port", Integer.class).get()));
  }

  /** The same port with TLS, for a client that trusts an authority. */
  HttpDoor trusting(Path authority) throws IOException, GeneralSecurityException {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var file = Files.newInputStream(authority)) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new HttpDoor(
        URI.create("https://localhost:%d%s".formatted(address.getPort(), address.getPath())),
        HttpClient.newBuilder().sslContext(context).build());
  }

  URI address() {
    return address;
  }

  /** What came back: the status, the headers and the body as JSON. */
  record Answer(int status, Map<String, List<String>> headers, JsonNode body) {
    String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }

    String reason() {
      return body.path("reason").asText();
    }

    /** E.g. {@code RATED} or {@code REJECTED FIELD_INVALID time}, one for each event. */
    List<String> results() {
      var results = new ArrayList<String>();
      body.path("results")
          .forEach(result ->
              results.add(
                  (result.path("status").asText()
                          + " "
                          + result.path("reason").asText()
                          + " "
                          + result.path("field").asText())
                      .strip()));
      return results;
    }
  }

  /** Sends texts in which an apostrophe stands for a quotation mark. */
  Answer post(String tenant, String contentType, String body, String... headers) {
    return post(
        tenant, contentType, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer post(String tenant, String contentType, byte[] body, String... headers) {
    var all = new ArrayList<>(Arrays.asList(headers));
    all.addAll(List.of("Authorization", "Bearer " + TestService.token(tenant, Role.MACHINE)));
    if (!contentType.isEmpty()) {
      all.addAll(List.of("Content-Type", contentType));
    }
    return send(HttpRequest.BodyPublishers.ofByteArray(body), all.toArray(String[]::new));
  }

  Answer send(HttpRequest.BodyPublisher body, String... headers) {
    var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).POST(body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(
          answer.statusCode(), answer.headers().map(), MAPPER.readTree(answer.body()));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
