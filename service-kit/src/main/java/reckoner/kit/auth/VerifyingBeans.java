package reckoner.kit.auth;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import java.util.Optional;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;

/** The public keys with which a service verifies tokens. */
@Factory
class VerifyingBeans {
  /**
   * Made at the start, so that a service without usable keys does not start. A command that only
   * works on the tables sets {@code reckoner.serving} to false; nothing can be served without this.
   */
  @Context
  @Requires(property = "reckoner.serving", notEquals = "false", defaultValue = "true")
  @Bean(preDestroy = "close")
  TokenVerifier tokenVerifier(Settings settings) {
    var file = settings.file(PublicKeysFile.SETTING);
    Optional<String> url = settings.text(PublicKeysUrl.SETTING);
    if (file.isPresent() == url.isPresent()) {
      throw new BadSetting(
          PublicKeysFile.SETTING,
          file.isPresent()
              ? "and %s are both set: set one of them".formatted(PublicKeysUrl.SETTING)
              : "or %s must be set: the keys to verify tokens with"
                  .formatted(PublicKeysUrl.SETTING));
    }
    return file.map(path -> new TokenVerifier(new PublicKeysFile(path, System::nanoTime)))
        .orElseGet(() -> new TokenVerifier(new PublicKeysUrl(url.orElseThrow())));
  }
}
