package reckoner.kit.net;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.micronaut.context.annotation.Context;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;

/**
 * TLS as the settings say: of the own ports where there is a certificate, of calls to others where
 * there is a certificate or a CA. Files that change are taken up without a restart, because
 * certificates live shorter than services; files that cannot be used leave everything as it was.
 */
@Context
class Tls {
  static final String CERTIFICATE_FILE = "reckoner.tls-certificate-file";
  static final String KEY_FILE = "reckoner.tls-key-file";
  static final String CA_FILE = "reckoner.tls-ca-file";
  static final String CLIENT_AUTH = "reckoner.tls-client-auth";

  /** How long a change of the files may go unseen. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private final Optional<Path> certificateFile;
  private final Optional<Path> keyFile;
  private final Optional<Path> caFile;
  private final boolean clientsNeedCertificate;
  private final AdvancedTlsX509KeyManager identity = new AdvancedTlsX509KeyManager();
  private final AdvancedTlsX509TrustManager trust;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("tls-files").daemon().factory());
  private Optional<Identity> shown = Optional.empty();
  private List<X509Certificate> trusted = List.of();

  /** A certificate, those that vouch for it, and its key. */
  private record Identity(List<X509Certificate> chain, PrivateKey key) {}

  Tls(Settings settings) throws GeneralSecurityException, IOException {
    this.certificateFile = settings.file(CERTIFICATE_FILE);
    this.keyFile = settings.file(KEY_FILE);
    this.caFile = settings.file(CA_FILE);
    this.clientsNeedCertificate = clientsNeedCertificate(settings);
    if (certificateFile.isPresent() != keyFile.isPresent()) {
      throw new BadSetting(CERTIFICATE_FILE, "and %s go together: one is set".formatted(KEY_FILE));
    }
    if (clientsNeedCertificate && (certificateFile.isEmpty() || caFile.isEmpty())) {
      throw new BadSetting(
          CLIENT_AUTH, "needs %s and %s as well".formatted(CERTIFICATE_FILE, CA_FILE));
    }
    this.trust = AdvancedTlsX509TrustManager.newBuilder().build();
    if (caFile.isEmpty()) {
      trust.useSystemDefaultTrustCerts();
    }
    takeUp();
    if (certificateFile.isPresent() || caFile.isPresent()) {
      var millis = LOOK_AGAIN.toMillis();
      var _ = watch.scheduleWithFixedDelay(this::lookAgain, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  private static boolean clientsNeedCertificate(Settings settings) {
    var asked = settings.text(CLIENT_AUTH);
    if (asked.isPresent() && !asked.get().equals("require")) {
      throw new BadSetting(CLIENT_AUTH, "is 'require' or not set, not '%s'".formatted(asked.get()));
    }
    return asked.isPresent();
  }

  /** Whether the own ports speak TLS, and TLS only. */
  boolean isOn() {
    return certificateFile.isPresent();
  }

  SslContext ofGrpcPort() throws SSLException {
    return GrpcSslContexts.configure(
            SslContextBuilder.forServer(identity)
                .trustManager(trust)
                .clientAuth(clientsNeedCertificate ? ClientAuth.REQUIRE : ClientAuth.NONE)
                .protocols(PROTOCOLS),
            SslProvider.JDK)
        .build();
  }

  /** Probes and scrapers have no certificates, so this port asks for none. */
  SslContext ofHttpPort() throws SSLException {
    return SslContextBuilder.forServer(identity)
        .sslProvider(SslProvider.JDK)
        .protocols(PROTOCOLS)
        .build();
  }

  ChannelCredentials ofCalls() {
    if (certificateFile.isEmpty() && caFile.isEmpty()) {
      return InsecureChannelCredentials.create();
    }
    var credentials = TlsChannelCredentials.newBuilder().trustManager(trust);
    return (isOn() ? credentials.keyManager(identity) : credentials).build();
  }

  private void takeUp() throws GeneralSecurityException, IOException {
    if (certificateFile.isPresent()) {
      var chain = PemFiles.certificates(CERTIFICATE_FILE, certificateFile.get());
      var key = PemFiles.keyOf(chain.getFirst(), KEY_FILE, keyFile.orElseThrow());
      var found = Optional.of(new Identity(chain, key));
      if (!found.equals(shown)) {
        identity.updateIdentityCredentials(chain.toArray(X509Certificate[]::new), key);
        shown = found;
        LOG.info(
            "TLS certificate of {}, valid until {}",
            chain.getFirst().getSubjectX500Principal(),
            chain.getFirst().getNotAfter().toInstant());
      }
    }
    if (caFile.isPresent()) {
      var found = PemFiles.certificates(CA_FILE, caFile.get());
      if (!found.equals(trusted)) {
        trust.updateTrustCredentials(found.toArray(X509Certificate[]::new));
        trusted = found;
      }
    }
  }

  private void lookAgain() {
    try {
      takeUp();
    } catch (Throwable unusable) { // what is thrown from here would end the looks
      // the two files may be in the middle of their change
      LOG.warn("TLS goes on with the files as they were: {}", unusable.getMessage());
    }
  }

  @PreDestroy
  void close() {
    watch.shutdownNow();
  }
}
