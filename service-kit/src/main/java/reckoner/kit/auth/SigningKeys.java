package reckoner.kit.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;

/**
 * Makes signing keys and publishes their public halves. A key is rotated by publishing the new one
 * beside the old, then signing with the new one, then removing the old one once a token's life has
 * passed.
 */
public final class SigningKeys {
  /** A key whose id begins so signs for machines only. */
  public static final String MACHINE_PREFIX = "machine-";

  private SigningKeys() {}

  /** A fresh private ES256 key as JSON; keep it secret. */
  public static String create(boolean machine) {
    try {
      return new ECKeyGenerator(Curve.P_256)
          .keyID((machine ? MACHINE_PREFIX : "") + UUID.randomUUID())
          .generate()
          .toJSONString();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("every JDK has P-256", impossible);
    }
  }

  /**
   * A JWK set without any private part: the published keys, then those of the given key files that
   * are not among them.
   *
   * @param published a JWK set as JSON; empty for none
   * @param keys P-256 keys as JSON, private or public, each with a key id
   * @throws ParseException where one of them is none, or two keys have one id
   */
  public static String publish(String published, List<String> keys) throws ParseException {
    var all = new ArrayList<JWK>();
    if (!published.isEmpty()) {
      all.addAll(JWKSet.parse(published).getKeys());
    }
    for (var key : keys) {
      all.add(JWK.parse(key));
    }
    var byId = new LinkedHashMap<String, JWK>();
    for (var key : all) {
      var id = key.getKeyID();
      if (!(key instanceof ECKey elliptic) || !elliptic.getCurve().equals(Curve.P_256)) {
        throw new ParseException("the key %s is no P-256 key".formatted(id), 0);
      }
      if (id == null || id.isEmpty()) {
        throw new ParseException("a key has no id (kid)", 0);
      }
      var half = elliptic.toPublicJWK();
      var known = byId.putIfAbsent(id, half);
      if (known != null && !isSame(known, half)) {
        throw new ParseException("two different keys have the id " + id, 0);
      }
    }
    return new JWKSet(List.copyOf(byId.values())).toString();
  }

  private static boolean isSame(JWK one, JWK other) throws ParseException {
    try {
      return one.computeThumbprint().equals(other.computeThumbprint());
    } catch (JOSEException unusable) {
      throw (ParseException) new ParseException("a key cannot be read", 0).initCause(unusable);
    }
  }
}
