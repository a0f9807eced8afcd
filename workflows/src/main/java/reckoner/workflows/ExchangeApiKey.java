package reckoner.workflows;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import reckoner.kit.refusal.Refusal;

/**
 * Gives a token for an API key. Whatever is wrong with a key, the same is done and the same is
 * answered: one look-up, one hash, one comparison in constant time, so that neither words nor time
 * tell which keys exist.
 */
public final class ExchangeApiKey {
  /** A revocation takes effect within this, because services verify tokens alone. */
  public static final Duration TOKEN_LIFETIME = Duration.ofMinutes(15);

  /** A key in constant use writes its row this often. */
  public static final Duration USE_KEPT_EVERY = Duration.ofMinutes(1);

  /** Compared with where there is no key; no text is known that has this hash. */
  private static final byte[] HASH_OF_NONE = new byte[32];

  private final IdentityStore identities;
  private final InstantSource realTime;
  private final Optional<TokenIssuer> issuer;

  /**
   * @param issuer none where this deployment has no issuing key
   */
  public ExchangeApiKey(
      IdentityStore identities, InstantSource realTime, Optional<TokenIssuer> issuer) {
    this.identities = identities;
    this.realTime = realTime;
    this.issuer = issuer;
  }

  /**
   * A bearer credential.
   *
   * @param expireTime exclusive, real time
   */
  public record Token(String token, Instant expireTime) {
    @Override
    public String toString() {
      return "Token[until " + expireTime + "]";
    }
  }

  public Token exchange(String secretKey) {
    var signer =
        issuer.orElseThrow(() ->
            Refusal.of(
                    IdentityReason.TOKENS_NOT_ISSUED_HERE,
                    "this deployment has no issuing key, so it exchanges no API keys")
                .asException());
    var now = realTime.instant();
    var presented = KeyText.presented(secretKey);
    var kept = identities.findAnywhere(presented.keyId());
    boolean isSame =
        MessageDigest.isEqual(
            presented.hash(), kept.map(IdentityStore.KeptKey::hash).orElse(HASH_OF_NONE));
    if (kept.isEmpty() || !isSame || !kept.get().key().isLive(now)) {
      throw Refusal.of(
              IdentityReason.API_KEY_INVALID,
              "the API key is not valid: it is unknown, wrong, revoked or expired")
          .asException();
    }
    var owner = kept.get();
    var issueTime = now.truncatedTo(ChronoUnit.SECONDS);
    var token =
        signer.issue(
            owner.tenant(), owner.key().account(), owner.role(), issueTime, TOKEN_LIFETIME);
    identities.keepUse(presented.keyId(), now, now.minus(USE_KEPT_EVERY));
    return new Token(token, issueTime.plus(TOKEN_LIFETIME));
  }
}
