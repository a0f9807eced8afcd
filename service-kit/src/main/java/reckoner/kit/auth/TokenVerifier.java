package reckoner.kit.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.Closeable;
import java.io.IOException;
import java.text.ParseException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/**
 * Verifies tokens alone, against configured public keys: ES256 only, issuer, audience and lifetime
 * checked. A token names its key, and a key whose id begins with {@code machine-} vouches for role
 * MACHINE only, so that who steals such a key cannot act for a person.
 */
public final class TokenVerifier implements AutoCloseable {
  private static final int LEEWAY_SECONDS = 30;

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  private final JWKSource<SecurityContext> keys;

  /** Takes a JWK set as JSON. */
  public TokenVerifier(String publicKeys) throws ParseException {
    this(new ImmutableJWKSet<>(JWKSet.parse(publicKeys)));
  }

  TokenVerifier(JWKSource<SecurityContext> keys) {
    this.keys = keys;
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
    var claims =
        new DefaultJWTClaimsVerifier<SecurityContext>(
            TokenSigner.ISSUER,
            new JWTClaimsSet.Builder().issuer(TokenSigner.ISSUER).build(),
            Set.of("sub", "tenant", "role", "exp", "iat"));
    claims.setMaxClockSkew(LEEWAY_SECONDS);
    processor.setJWTClaimsSetVerifier(claims);
  }

  /** The caller that the token names; refuses with one message whatever is wrong with it. */
  public Caller verify(String token) {
    try {
      var signed = SignedJWT.parse(token);
      var claims = processor.process(signed, null);
      var caller =
          new Caller(
              claims.getStringClaim("tenant"),
              claims.getSubject(),
              Role.valueOf(claims.getStringClaim("role").toUpperCase(Locale.ROOT)));
      if (!mayVouch(signed.getHeader().getKeyID(), caller.role())) {
        throw invalid();
      }
      return caller;
    } catch (KeySourceException outOfReach) {
      throw Refusal.of(
              KitReason.PUBLIC_KEYS_UNAVAILABLE,
              "the keys to verify tokens with are out of reach, so no token can be accepted now")
          .asException();
    } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException bad) {
      throw invalid();
    }
  }

  @Override
  public void close() throws IOException {
    if (keys instanceof Closeable open) {
      open.close();
    }
  }

  /** Without a key id in the token, any key might have signed it. */
  private static boolean mayVouch(@Nullable String keyId, Role role) {
    return keyId != null
        && (role == Role.MACHINE || !keyId.startsWith(TokenSigner.MACHINE_KEY_PREFIX));
  }

  private static RuntimeException invalid() {
    return Refusal.of(
            KitReason.CREDENTIAL_INVALID,
            "the token is not valid here: its signature, issuer, audience, lifetime or role is"
                + " wrong")
        .asException();
  }
}
