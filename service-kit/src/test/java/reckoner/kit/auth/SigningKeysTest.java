package reckoner.kit.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.Refused;

class SigningKeysTest {
  private static final Caller CALLER = new Caller("acme", "shop", Role.SELLER);

  /** A signing key is rotated as its operator does it. */
  @Test
  void tokensOfBothKeysHoldWhileBothArePublished() throws Exception {
    var old = TokenSigner.newKey();
    var fresh = TokenSigner.newKey();
    var before = SigningKeys.publish("", Map.of("old", old));
    var tokenOfOld = token(old);
    assertEquals(CALLER, new TokenVerifier(before).verify(tokenOfOld));
    assertThrows(Refused.class, () -> new TokenVerifier(before).verify(token(fresh)));

    var both = SigningKeys.publish(before, Map.of("fresh", fresh));
    assertEquals(both, SigningKeys.publish(both, Map.of("fresh", fresh, "old", old)), "once each");
    assertEquals(CALLER, new TokenVerifier(both).verify(tokenOfOld));
    assertEquals(CALLER, new TokenVerifier(both).verify(token(fresh)));

    var after = SigningKeys.publish("", Map.of("fresh", fresh));
    assertThrows(Refused.class, () -> new TokenVerifier(after).verify(tokenOfOld));
    assertEquals(CALLER, new TokenVerifier(after).verify(token(fresh)));
  }

  @Test
  void aTokenLivesAsLongAsItIsSignedFor() throws Exception {
    var key = TokenSigner.newKey();
    var signer = new TokenSigner(key, InstantSource.system());
    var verifier = new TokenVerifier(SigningKeys.publish("", Map.of("key", key)));
    var life = java.time.Duration.ofMinutes(15);
    var now = Instant.now();
    assertEquals(
        CALLER, verifier.verify(signer.sign(CALLER, now.minus(life).plusSeconds(30), life)));
    var ended = signer.sign(CALLER, now.minus(life).minusSeconds(60), life);
    assertThrows(Refused.class, () -> verifier.verify(ended));
  }

  @Test
  void aPublishedSetHasNoPrivatePart() throws Exception {
    var key = TokenSigner.newMachineKey();
    var secret = JWK.parse(key).toECKey().getD().toString();
    var published = SigningKeys.publish("{\"keys\":[" + key + "]}", Map.of("key", key));
    assertFalse(published.contains(secret));
    assertFalse(published.contains("\"d\""));
    assertTrue(JWK.parse(key).getKeyID().startsWith("machine-"));
    assertFalse(JWK.parse(TokenSigner.newKey()).getKeyID().startsWith("machine-"));
  }

  @Test
  void whatIsNoKeyIsRefusedByItsFileAndNotShown() throws Exception {
    var id = JWK.parse(TokenSigner.newKey()).getKeyID();
    var one = new ECKeyGenerator(Curve.P_256).keyID(id).generate().toJSONString();
    var other = new ECKeyGenerator(Curve.P_256).keyID(id).generate().toJSONString();
    refused("b.json has another key of the id " + id, one, other);
    refused("b.json holds no key (JWK)", one, "s3cret");
    refused("b.json holds no key (JWK)", one, "{\"kty\": \"s3cret\"}");
    refused(
        "b.json has a key without an id (kid)",
        one,
        new ECKeyGenerator(Curve.P_256).generate().toJSONString());
    refused(
        "b.json has a key that is no P-256 key",
        one,
        new ECKeyGenerator(Curve.P_384).keyID("big").generate().toJSONString());
  }

  private static void refused(String message, String a, String b) throws ParseException {
    var published = SigningKeys.publish("", Map.of("a.json", a));
    var failure =
        assertThrows(
            ParseException.class, () -> SigningKeys.publish(published, Map.of("b.json", b)));
    assertEquals(message, failure.getMessage());
  }

  private static String token(String key) throws ParseException {
    return new TokenSigner(key, InstantSource.system()).sign(CALLER);
  }
}
