package reckoner.kit.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refused;

class TokensTest {
  private static final Caller CALLER = new Caller("acme", "gateway", Role.MACHINE);
  private final String key = TokenSigner.newKey();
  private final InstantSource now = InstantSource.system();
  private final TokenSigner signer;
  private final TokenVerifier verifier;

  TokensTest() throws ParseException {
    signer = new TokenSigner(key, now);
    verifier = new TokenVerifier(signer.publicKeys());
  }

  @Test
  void aTokenNamesItsCaller() {
    assertEquals(CALLER, verifier.verify(signer.sign(CALLER)));
  }

  @Test
  void anotherKeysTokenIsRefused() throws ParseException {
    refused(new TokenSigner(TokenSigner.newKey(), now).sign(CALLER));
  }

  @Test
  void anExpiredTokenIsRefused() throws ParseException {
    Instant longAgo = now.instant().minus(TokenSigner.LIFETIME).minus(Duration.ofMinutes(1));
    refused(new TokenSigner(key, InstantSource.fixed(longAgo)).sign(CALLER));
  }

  @Test
  void anUnsignedTokenIsRefused() {
    refused(new PlainJWT(new JWTClaimsSet.Builder().subject("x").build()).serialize());
  }

  @Test
  void aTokenSignedWithThePublicKeyAsASecretIsRefused() throws JOSEException {
    var token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder().issuer(TokenSigner.ISSUER).subject("x").build());
    token.sign(
        new MACSigner(
            (signer.publicKeys() + " ".repeat(32))
                .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    refused(token.serialize());
  }

  @Test
  void aTamperedTokenIsRefused() {
    var token = signer.sign(CALLER);
    int dot = token.indexOf('.');
    refused(token.substring(0, dot + 5) + "A" + token.substring(dot + 6));
    refused("");
    refused("a.b.c");
  }

  @Test
  void aMachineKeyVouchesForMachinesOnly() throws Exception {
    var machineKey = TokenSigner.newMachineKey();
    var machine = new TokenSigner(machineKey, now);
    var verifying = new TokenVerifier(machine.publicKeys());
    assertEquals(CALLER, verifying.verify(machine.sign(CALLER)));
    var person = new Caller("acme", "mallory", Role.FINANCE);
    assertThrows(IllegalArgumentException.class, () -> machine.sign(person));
    // a thief of the key does not use our signer
    var stolen = ECKey.parse(machineKey);
    refused(verifying, signedBy(stolen, stolen.getKeyID(), "finance"));
    refused(verifying, signedBy(stolen, null, "finance"));
    refused(verifying, signedBy(stolen, null, "machine"));
    assertEquals(CALLER, verifying.verify(signedBy(stolen, stolen.getKeyID(), "machine")));
  }

  @Test
  void aKeyThatCannotSignIsNoSigningKey() throws Exception {
    var publicHalf = ECKey.parse(key).toPublicJWK().toJSONString();
    var nameless = new ECKey.Builder(ECKey.parse(key)).keyID(null).build().toJSONString();
    for (var unusable : List.of(publicHalf, nameless, "{}", "")) {
      assertThrows(ParseException.class, () -> new TokenSigner(unusable, now), unusable);
    }
  }

  private String signedBy(ECKey signing, @Nullable String keyId, String role) throws JOSEException {
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(TokenSigner.ISSUER)
            .audience(TokenSigner.ISSUER)
            .subject("gateway")
            .claim("tenant", "acme")
            .claim("role", role)
            .issueTime(Date.from(now.instant()))
            .expirationTime(Date.from(now.instant().plusSeconds(60)))
            .build();
    var token =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(), claims);
    token.sign(new ECDSASigner(signing));
    return token.serialize();
  }

  private void refused(String token) {
    refused(verifier, token);
  }

  private static void refused(TokenVerifier verifier, String token) {
    var refused = assertThrows(Refused.class, () -> verifier.verify(token));
    assertEquals(KitReason.CREDENTIAL_INVALID, refused.refusal().reason());
  }
}
