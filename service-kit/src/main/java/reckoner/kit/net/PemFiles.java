package reckoner.kit.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;

/** Certificates and keys in PEM files, as certificate authorities and Kubernetes hand them out. */
final class PemFiles {
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private PemFiles() {}

  /** The certificates of a file, at least one. */
  static List<X509Certificate> certificates(String setting, Path file) {
    var pem = Settings.content(setting, file);
    try (var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))) {
      var certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new BadSetting(
            setting, "names the file %s, which holds no certificate".formatted(file));
      }
      return certificates;
    } catch (CertificateException | IOException damaged) {
      throw new BadSetting(
          setting, "names the file %s, which holds no certificate in PEM".formatted(file), damaged);
    }
  }

  /** The private key of a certificate: PKCS 8, not encrypted. */
  static PrivateKey keyOf(X509Certificate certificate, String setting, Path file) {
    var pem = Settings.content(setting, file);
    int begin = pem.indexOf(KEY_BEGIN);
    int end = pem.indexOf(KEY_END);
    if (begin < 0 || end < begin) {
      throw new BadSetting(
          setting,
          "names the file %s, which holds no private key in PEM (PKCS 8, 'BEGIN PRIVATE KEY')"
              .formatted(file));
    }
    try {
      var der = Base64.getMimeDecoder().decode(pem.substring(begin + KEY_BEGIN.length(), end));
      var key =
          KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(der));
      if (belongTogether(key, certificate.getPublicKey())) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException other) {
      // said below; the cause might quote the key
    }
    throw new BadSetting(
        setting, "names the file %s, whose key is not that of the certificate".formatted(file));
  }

  private static boolean belongTogether(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    var text = "belongs to".getBytes(StandardCharsets.UTF_8);
    var signature = Signature.getInstance(signatureFor(key.getAlgorithm()));
    signature.initSign(key);
    signature.update(text);
    var signed = signature.sign();
    signature.initVerify(certified);
    signature.update(text);
    return signature.verify(signed);
  }

  private static String signatureFor(String algorithm) {
    return switch (algorithm) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> algorithm; // Ed25519 and its like are named as their signatures are
    };
  }
}
