package reckoner.kit.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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

  /** A token takes about a kilobyte. */
  private static final long VERIFIED_MAX = 10_000;

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  private final JWKSource<SecurityContext> keys;
  private final InstantSource realTime = InstantSource.system();
  private final Cache<String, Verified> verified =
      Caffeine.newBuilder().maximumSize(VERIFIED_MAX).build();

  /** What a token says whose signature was verified. */
  private record Verified(Caller caller, JWK key, Instant expiry) {}

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

  /**
   * The caller that the token names; refuses with one message whatever is wrong with it. A
   * signature costs more than most calls, so that of the same token is verified once, as long as
   * its key is there.
   */
  public Caller verify(String token) {
    try {
      var known = verified.getIfPresent(token);
      if (known != null
          && realTime.instant().isBefore(known.expiry())
          && keys(known.key().getKeyID()).contains(known.key())) {
        return known.caller();
      }
      var signed = SignedJWT.parse(token);
      var claims = processor.process(signed, null);
      var caller =
          new Caller(
              claims.getStringClaim("tenant"),
              claims.getSubject(),
              Role.valueOf(claims.getStringClaim("role").toUpperCase(Locale.ROOT)));
      var keyId = signed.getHeader().getKeyID();
      if (!mayVouch(keyId, caller.role())) {
        throw invalid();
      }
      var candidates = keys(keyId);
      if (candidates.size() == 1) { // else it is not known which of them has signed
        verified.put(
            token,
            new Verified(caller, candidates.getFirst(), claims.getExpirationTime().toInstant()));
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

  private List<JWK> keys(String keyId) throws KeySourceException {
    return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(keyId).build()), null);
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
