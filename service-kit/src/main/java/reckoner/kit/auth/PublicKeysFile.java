package reckoner.kit.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;

/**
 * Public keys in a file, which is looked at again while the service runs, so that a key is added or
 * withdrawn without a restart. A file that cannot be used leaves the keys as they were.
 */
final class PublicKeysFile implements JWKSource<SecurityContext> {
  static final String SETTING = "reckoner.public-keys-file";

  /** How long a change of the file may go unseen. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(PublicKeysFile.class);

  private final Path file;
  private final LongSupplier nanoTime;
  private volatile Read latest;

  private record Read(JWKSet keys, String content, long at) {}

  PublicKeysFile(Path file, LongSupplier nanoTime) {
    this.file = file;
    this.nanoTime = nanoTime;
    var content = Settings.content(SETTING, file);
    this.latest = new Read(keysIn(content), content, nanoTime.getAsLong());
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
    return selector.select(latest().keys());
  }

  private Read latest() {
    var known = latest;
    return isFresh(known) ? known : lookAgain();
  }

  private boolean isFresh(Read read) {
    return nanoTime.getAsLong() - read.at() < LOOK_AGAIN.toNanos();
  }

  private synchronized Read lookAgain() {
    var known = latest;
    if (isFresh(known)) { // another call has just looked
      return known;
    }
    var now = nanoTime.getAsLong();
    var next = new Read(known.keys(), known.content(), now);
    try {
      var content = Settings.content(SETTING, file);
      if (!content.equals(known.content())) {
        next = new Read(keysIn(content), content, now);
        LOG.info("the public keys in {} have changed: {}", file, next.keys().size());
      }
    } catch (BadSetting unusable) {
      LOG.warn("the public keys stay as they were: {}", unusable.getMessage());
    }
    latest = next;
    return next;
  }

  private JWKSet keysIn(String content) {
    try {
      var keys = JWKSet.parse(content).toPublicJWKSet();
      if (keys.isEmpty()) {
        throw new BadSetting(SETTING, "names the file %s, which holds no key".formatted(file));
      }
      return keys;
    } catch (ParseException damaged) {
      throw new BadSetting(SETTING, "names the file %s, which is no JWK set".formatted(file));
    }
  }
}
