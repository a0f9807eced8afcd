package reckoner.standalone.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.Supplier;
import reckoner.kit.auth.TokenSigner;

/**
 * The passwords and the signing key of one data folder, made on first use and kept there in files
 * that only the owner may read.
 */
public final class Secrets {
  private static final int PASSWORD_BYTES = 24;

  private final Path folder;
  private final TokenSigner signer;

  private Secrets(Path folder, TokenSigner signer) {
    this.folder = folder;
    this.signer = signer;
  }

  public static Secrets in(DataFolder data) {
    var folder = data.secrets();
    var keyFile = signingKeyFile(folder);
    try {
      var signer = new TokenSigner(keep(keyFile, TokenSigner::newKey), InstantSource.system());
      OwnerOnly.write(publicKeysFile(folder), signer.publicKeys());
      return new Secrets(folder, signer);
    } catch (IOException failure) {
      throw new StartFailure(
          "the secrets in %s cannot be read or written: %s".formatted(folder, failure), failure);
    } catch (ParseException damaged) {
      throw new StartFailure(
          "the token signing key %s is damaged: remove it, and a new one is made"
              .formatted(keyFile),
          damaged);
    }
  }

  /** Signs tokens that the services of this data folder accept. */
  public TokenSigner signer() {
    return signer;
  }

  /** The file with the key that signs for every service and role of this data folder. */
  Path signingKeyFile() {
    return signingKeyFile(folder);
  }

  private static Path signingKeyFile(Path folder) {
    return folder.resolve("token-signing-key.json");
  }

  /** The file with the public keys, which services verify with. */
  Path publicKeysFile() {
    return publicKeysFile(folder);
  }

  private static Path publicKeysFile(Path folder) {
    return folder.resolve("public-keys.json");
  }

  /** The password of a database role; hexadecimal digits, so it needs no quoting anywhere. */
  String password(String role) {
    var file = folder.resolve(role + ".password");
    try {
      return keep(file, Secrets::randomPassword);
    } catch (IOException failure) {
      throw new StartFailure(
          "the password file %s cannot be read or written: %s".formatted(file, failure), failure);
    }
  }

  /** The file with a role's password, for programs that want a file. */
  Path passwordFile(String role) {
    password(role);
    return folder.resolve(role + ".password");
  }

  private static String keep(Path file, Supplier<String> fresh) throws IOException {
    if (!Files.exists(file)) {
      OwnerOnly.write(file, fresh.get());
    }
    return Files.readString(file).strip();
  }

  private static String randomPassword() {
    var bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
