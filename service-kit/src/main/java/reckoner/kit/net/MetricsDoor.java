package reckoner.kit.net;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.kit.settings.Settings;

/**
 * Who may read the metrics, which tell of traffic and of names: the holder of the token, everybody
 * where a deployment says so, and otherwise nobody.
 */
@ServerFilter("/prometheus/**")
class MetricsDoor {
  private static final String TOKEN_FILE = "reckoner.metrics-token-file";
  private static final String BEARER = "Bearer ";

  private final Optional<byte[]> token;
  private final boolean open;

  MetricsDoor(Settings settings) {
    this.token = settings.secret(TOKEN_FILE).map(secret -> secret.getBytes(StandardCharsets.UTF_8));
    this.open = settings.isOn("reckoner.metrics-open");
  }

  /** The answer instead of the metrics; none lets the request through. */
  @RequestFilter
  @Nullable MutableHttpResponse<?> enter(HttpRequest<?> request) {
    if (token.isEmpty()) {
      return open ? null : HttpResponse.notFound();
    }
    var header = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
    if (header != null && header.startsWith(BEARER) && isToken(header.substring(BEARER.length()))) {
      return null;
    }
    return HttpResponse.status(HttpStatus.UNAUTHORIZED)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
  }

  /** Takes the same time wherever the first difference is. */
  private boolean isToken(String given) {
    return MessageDigest.isEqual(token.orElseThrow(), given.getBytes(StandardCharsets.UTF_8));
  }
}
