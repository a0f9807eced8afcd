package reckoner.workflows.temporal;

import io.temporal.serviceclient.SimpleSslContextBuilder;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;

/**
 * How Temporal is reached: its address, and TLS where one of its settings is there. The only place
 * where connections to Temporal begin, so that none is open by oversight.
 */
@Singleton
class TemporalConnection {
  private static final String CA_FILE = "reckoner.temporal-ca-file";
  private static final String CERTIFICATE_FILE = "reckoner.temporal-certificate-file";
  private static final String KEY_FILE = "reckoner.temporal-key-file";
  private static final String API_KEY_FILE = "reckoner.temporal-api-key-file";

  private final TemporalSettings settings;
  private final Optional<Path> authorities;
  private final Optional<Path> certificate;
  private final Optional<Path> key;
  private final Optional<Path> apiKey;

  TemporalConnection(TemporalSettings settings, Settings files) {
    this.settings = settings;
    this.authorities = files.file(CA_FILE);
    this.certificate = files.file(CERTIFICATE_FILE);
    this.key = files.file(KEY_FILE);
    this.apiKey = files.file(API_KEY_FILE);
    if (certificate.isPresent() != key.isPresent()) {
      throw new BadSetting(CERTIFICATE_FILE, "and %s go together: one is set".formatted(KEY_FILE));
    }
    var _ = options(); // files that cannot be used are told at the start and not at the first call
  }

  /** Options of a connection, to which the caller adds its bounds. */
  WorkflowServiceStubsOptions.Builder options() {
    var options = WorkflowServiceStubsOptions.newBuilder().setTarget(settings.target);
    if (authorities.isPresent() || certificate.isPresent()) {
      secure(options);
    } else if (apiKey.isPresent()) {
      options.setEnableHttps(true); // a key never goes over an open network
    }
    apiKey.ifPresent(file -> {
      Settings.secret(API_KEY_FILE, file);
      // read at each call, so that a renewed key needs no restart
      options.addApiKey(() -> Settings.secret(API_KEY_FILE, file));
    });
    return options;
  }

  private void secure(WorkflowServiceStubsOptions.Builder options) {
    try (var chain = opened(CERTIFICATE_FILE, certificate);
        var secret = opened(KEY_FILE, key)) {
      var builder =
          chain == null || secret == null
              ? SimpleSslContextBuilder.noKeyOrCertChain()
              : SimpleSslContextBuilder.forPKCS8(chain, secret);
      authorities.ifPresent(file -> builder.setTrustManager(trusting(file)));
      options.setSslContext(builder.build());
    } catch (SSLException | IllegalArgumentException unusable) {
      throw new BadSetting(
          certificate.isPresent() ? CERTIFICATE_FILE : CA_FILE,
          "cannot be used with what belongs to it: the files hold no PEM certificate and PKCS 8 key"
              + " of one another");
    } catch (IOException impossible) {
      throw new IllegalStateException("a stream in memory", impossible);
    }
  }

  private static @Nullable InputStream opened(String setting, Optional<Path> file) {
    return file.map(path ->
            new ByteArrayInputStream(
                Settings.content(setting, path).getBytes(StandardCharsets.UTF_8)))
        .orElse(null);
  }

  private static TrustManager trusting(Path file) {
    var pem = Settings.content(CA_FILE, file).getBytes(StandardCharsets.UTF_8);
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (var authority :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))) {
        store.setCertificateEntry("ca-" + count++, authority);
      }
      if (count == 0) {
        throw new BadSetting(
            CA_FILE, "names the file %s, which holds no certificate".formatted(file));
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException damaged) {
      throw new BadSetting(
          CA_FILE, "names the file %s, which holds no certificate in PEM".formatted(file), damaged);
    }
  }
}
