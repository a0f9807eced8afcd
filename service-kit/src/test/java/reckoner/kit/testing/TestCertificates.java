package reckoner.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority for tests and what it issues, made with the JDK's keytool; nothing of it
 * is kept.
 */
public final class TestCertificates {
  private static final String PASSWORD = "only-for-tests";
  private static final String CA = "ca";

  private final Path folder;

  /** The files of one certificate, as settings name them. */
  public record Issued(Path certificate, Path key) {}

  /** Makes an authority of its own in a folder. */
  public TestCertificates(Path folder) {
    this.folder = folder;
    keytool(
        "-genkeypair",
        "-alias",
        CA,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=Test CA " + folder.getFileName(),
        "-ext",
        "bc:c=ca:true",
        "-validity",
        "30");
    write(caFile(), pem("CERTIFICATE", certificate(CA)));
  }

  /** The authority's certificate. */
  public Path caFile() {
    return folder.resolve("ca.pem");
  }

  /** A certificate for this machine that is valid now. */
  public Issued issue(String name) {
    return issue(name, "-1H", 30);
  }

  /** A certificate for this machine whose time is over. */
  public Issued issueExpired(String name) {
    return issue(name, "-3d", 1);
  }

  private Issued issue(String name, String begin, int days) {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=" + name);
    var request = folder.resolve(name + ".csr");
    keytool("-certreq", "-alias", name, "-file", request.toString());
    var signed = folder.resolve(name + ".crt");
    keytool(
        "-gencert",
        "-alias",
        CA,
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString(),
        "-rfc",
        "-startdate",
        begin,
        "-validity",
        String.valueOf(days),
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-ext",
        "eku=serverAuth,clientAuth");
    var files = new Issued(folder.resolve(name + ".pem"), folder.resolve(name + ".key.pem"));
    copy(signed, files.certificate());
    write(files.key(), pem("PRIVATE KEY", key(name)));
    return files;
  }

  /** Puts one certificate's files in the place of another's, as a renewal does. */
  public static void replace(Issued old, Issued renewed) {
    copy(renewed.certificate(), old.certificate());
    copy(renewed.key(), old.key());
  }

  private byte[] certificate(String alias) {
    try {
      return store().getCertificate(alias).getEncoded();
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private byte[] key(String alias) {
    try {
      return store().getKey(alias, PASSWORD.toCharArray()).getEncoded();
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private KeyStore store() {
    try {
      return KeyStore.getInstance(folder.resolve("store.p12").toFile(), PASSWORD.toCharArray());
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String pem(String kind, byte[] der) {
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, text, kind);
  }

  private void keytool(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("-keystore", folder.resolve("store.p12").toString(), "-storepass", PASSWORD));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said;
      try (var output = process.inputReader()) {
        said = String.join("\n", output.lines().toList());
      }
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
