package reckoner.standalone.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.TokenSigner;
import reckoner.standalone.platform.OwnerOnly;
import reckoner.standalone.platform.Suite;

/**
 * A token of each role that a client may have in a file that only its owner can read, for shells
 * and other clients.
 */
final class TokenFiles {
  static final Role FIRST_ROLE = Role.VIEWER;
  private static final Duration RENEWED_EVERY = TokenSigner.LIFETIME.dividedBy(4);

  private final Suite suite;
  private final String tenant;
  private final Path folder;

  TokenFiles(Suite suite, String tenant) {
    this.suite = suite;
    this.tenant = tenant;
    this.folder = suite.folder().root().resolve("tokens");
  }

  String tenant() {
    return tenant;
  }

  Path folder() {
    return folder;
  }

  Path file(Role role) {
    return folder.resolve(role.name().toLowerCase(Locale.ROOT) + ".token");
  }

  /** Writes them now and again before they run out. */
  void keepFresh() {
    write();
    Thread.ofVirtual()
        .name("tokens")
        .start(() -> {
          try {
            while (true) {
              Thread.sleep(RENEWED_EVERY);
              write();
            }
          } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void write() {
    try {
      OwnerOnly.directory(folder);
      for (var role : EnumSet.complementOf(EnumSet.of(Role.SERVICE))) {
        OwnerOnly.write(file(role), suite.token(tenant, role));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
