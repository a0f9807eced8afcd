package reckoner.kit.auth;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.text.ParseException;
import java.time.InstantSource;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;

/** The key with which a service signs, and its own tokens for calls to its neighbours. */
@Factory
class SigningBeans {
  private static final String KEY_FILE = "reckoner.signing-key-file";

  @Singleton
  @Requires(property = KEY_FILE)
  @Requires(property = KEY_FILE, notEquals = "")
  TokenSigner tokenSigner(Settings settings) {
    var key = settings.secret(KEY_FILE).orElseThrow();
    try {
      return new TokenSigner(key, InstantSource.system());
    } catch (ParseException damaged) {
      // its message may quote the file, which is a secret
      throw new BadSetting(KEY_FILE, "names a file that holds no signing key of Reckoner");
    }
  }

  @Singleton
  @Requires(beans = TokenSigner.class)
  Tokens ownTokens(TokenSigner signer, @Value("${micronaut.application.name}") String service) {
    return new CachedTokens(signer, service, signer.ownRole(), InstantSource.system());
  }

  /** Made only for who asks for it, so that services that call nobody need no key. */
  @Singleton
  @Requires(missingBeans = Tokens.class)
  Tokens noTokens() {
    throw new BadSetting(
        KEY_FILE, "is not set, and this service calls others with tokens that it signs");
  }
}
