package reckoner.kit.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Locale;
import java.util.UUID;

/**
 * Signs short-lived tokens (RULES H2) with an ES256 key. Lifetimes run on real time, not on
 * business time.
 */
public final class TokenSigner {
  public static final String ISSUER = "reckoner";
  public static final Duration LIFETIME = Duration.ofHours(1);

  /** How the ids of keys begin that may sign role MACHINE only. */
  static final String MACHINE_KEY_PREFIX = "machine-";

  private final ECKey key;
  private final InstantSource realTime;

  /**
   * @param keyJson a private key as {@link #newKey} or {@link #newMachineKey} made it
   */
  public TokenSigner(String keyJson, InstantSource realTime) throws ParseException {
    this.key = ECKey.parse(keyJson);
    if (!key.isPrivate() || key.getKeyID() == null || !Curve.P_256.equals(key.getCurve())) {
      throw new ParseException("no private P-256 key with a key id", 0);
    }
    this.realTime = realTime;
  }

  /** A fresh private key as JSON, which may sign any role; keep it secret. */
  public static String newKey() {
    return newKey(UUID.randomUUID().toString());
  }

  /**
   * A fresh private key as JSON, whose tokens verifiers take for role MACHINE alone: for services
   * that call others and issue nothing.
   */
  public static String newMachineKey() {
    return newKey(MACHINE_KEY_PREFIX + UUID.randomUUID());
  }

  private static String newKey(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate().toJSONString();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("every JDK has P-256", impossible);
    }
  }

  /** As what a service calls that holds this key: with a machine key, as no more than a machine. */
  Role ownRole() {
    return isMachineKey() ? Role.MACHINE : Role.SERVICE;
  }

  private boolean isMachineKey() {
    return key.getKeyID().startsWith(MACHINE_KEY_PREFIX);
  }

  /** The public half as a JWK set, for services to verify with. */
  public String publicKeys() {
    return new JWKSet(key.toPublicJWK()).toString();
  }

  /** A token for a caller; a machine key signs callers of role MACHINE only. */
  public String sign(Caller caller) {
    return sign(caller, realTime.instant(), LIFETIME);
  }

  /** A token that lives from an instant on; JWTs count whole seconds. */
  public String sign(Caller caller, Instant issueTime, Duration lifetime) {
    if (isMachineKey() && caller.role() != Role.MACHINE) {
      throw new IllegalArgumentException(
          "a machine key signs role MACHINE only, not %s".formatted(caller.role()));
    }
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(ISSUER)
            .subject(caller.serviceAccount())
            .claim("tenant", caller.tenant())
            .claim("role", caller.role().name().toLowerCase(Locale.ROOT))
            .issueTime(Date.from(issueTime))
            .expirationTime(Date.from(issueTime.plus(lifetime)))
            .build();
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException impossible) {
      throw new IllegalStateException("the key signs ES256", impossible);
    }
    return token.serialize();
  }
}
