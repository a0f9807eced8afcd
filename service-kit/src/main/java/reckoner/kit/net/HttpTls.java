package reckoner.kit.net;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.http.server.netty.ssl.ServerSslBuilder;
import io.micronaut.http.ssl.ServerSslConfiguration;
import io.netty.handler.ssl.SslContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Lets the HTTP port speak TLS with the same certificate as the gRPC port. */
@Singleton
@Requires(property = Tls.CERTIFICATE_FILE)
@Requires(property = Tls.CERTIFICATE_FILE, notEquals = "")
class HttpTls implements ServerSslBuilder {
  private final Tls tls;
  private final ServerSslConfiguration configuration = new ServerSslConfiguration();

  @SuppressWarnings("deprecation") // not of the framework's own users, who have a property for it
  HttpTls(Tls tls, @Value("${micronaut.server.port}") int port) {
    this.tls = tls;
    configuration.setEnabled(true);
    configuration.setPort(port); // the same one: there is no port without TLS beside it
  }

  @Override
  public ServerSslConfiguration getSslConfiguration() {
    return configuration;
  }

  @Override
  public Optional<SslContext> build() {
    try {
      return Optional.of(tls.ofHttpPort());
    } catch (SSLException unusable) {
      throw new IllegalStateException("TLS of the HTTP port", unusable);
    }
  }
}
