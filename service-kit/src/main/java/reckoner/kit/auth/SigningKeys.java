package reckoner.kit.auth;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Publishes the public halves of signing keys. A key is rotated by publishing the new one beside
 * the old, then signing with the new one, then removing the old one once a token's life has passed.
 */
public final class SigningKeys {
  private SigningKeys() {}

  /**
   * A JWK set without any private part: the published keys, then those of the given key files that
   * are not among them.
   *
   * @param published a JWK set as JSON; empty for none
   * @param keys P-256 keys as JSON, private or public, each with a key id; by the name of its file
   * @throws ParseException where one of them is none, or two keys have one id; its message names
   *     the file and shows nothing of its content
   */
  public static String publish(String published, Map<String, String> keys) throws ParseException {
    var byId = new LinkedHashMap<String, ECKey>();
    if (!published.isEmpty()) {
      for (var key : parsed("the published keys", () -> JWKSet.parse(published).getKeys())) {
        add("the published keys", key, byId);
      }
    }
    for (var file : keys.entrySet()) {
      add(file.getKey(), parsed(file.getKey(), () -> JWK.parse(file.getValue())), byId);
    }
    return new JWKSet(List.copyOf(byId.values())).toString();
  }

  private static void add(String file, JWK key, Map<String, ECKey> byId) throws ParseException {
    var id = key.getKeyID();
    if (!(key instanceof ECKey elliptic) || !elliptic.getCurve().equals(Curve.P_256)) {
      throw new ParseException(file + " has a key that is no P-256 key", 0);
    }
    if (id == null || id.isEmpty()) {
      throw new ParseException(file + " has a key without an id (kid)", 0);
    }
    var half = elliptic.toPublicJWK();
    var known = byId.putIfAbsent(id, half);
    if (known != null && !(known.getX().equals(half.getX()) && known.getY().equals(half.getY()))) {
      throw new ParseException("%s has another key of the id %s".formatted(file, id), 0);
    }
  }

  /** Does without the parser's own words, which may show what is secret. */
  private static <T> T parsed(String file, Callable<T> parser) throws ParseException {
    try {
      return parser.call();
    } catch (Exception unusable) {
      throw new ParseException(file + " holds no key (JWK)", 0);
    }
  }
}
