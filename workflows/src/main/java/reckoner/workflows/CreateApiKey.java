package reckoner.workflows;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reckoner.kit.refusal.Refusal;

/** Makes an API key and tells its secret once. */
public final class CreateApiKey {
  /** One in use, and one to which its client is about to change. */
  public static final int LIVE_KEYS_MAX = 2;

  private final IdentityStore identities;
  private final InstantSource realTime;
  private final IntFunction<byte[]> chance;

  /**
   * @param chance as many bytes as asked for, that nobody can foresee
   */
  public CreateApiKey(
      IdentityStore identities, InstantSource realTime, IntFunction<byte[]> chance) {
    this.identities = identities;
    this.realTime = realTime;
    this.chance = chance;
  }

  /**
   * A new key.
   *
   * @param secretKey the whole text to exchange; must be kept nowhere
   */
  public record Made(ApiKey key, String secretKey) {
    @Override
    public String toString() {
      return "Made[" + key + "]";
    }
  }

  /**
   * To be called in a transaction, until whose end the account is held, so that two at once do not
   * pass the limit together.
   *
   * @param expireTime exclusive end of its use, null for none
   * @param by who makes it, for the record
   */
  public Made create(String tenant, String account, @Nullable Instant expireTime, String by) {
    if (identities.lockAccount(tenant, account).isEmpty()) {
      throw Refusal.of(
              IdentityReason.SERVICE_ACCOUNT_UNKNOWN,
              "service account %s does not exist; make it first".formatted(account))
          .asException();
    }
    // read under the lock: what was made before is then made before this instant
    var now = realTime.instant();
    if (expireTime != null && !expireTime.isAfter(now)) {
      throw new Refusal(
              IdentityReason.EXPIRE_TIME_PAST,
              "the key would have ended at %s, before it is made at %s".formatted(expireTime, now),
              List.of(new Refusal.Fault("expire_time", "must lie ahead")))
          .asException();
    }
    if (identities.liveKeys(tenant, account, now) >= LIVE_KEYS_MAX) {
      throw Refusal.of(
              IdentityReason.API_KEY_LIMIT,
              "service account %s has %d live keys, and may have no more; revoke one first"
                  .formatted(account, LIVE_KEYS_MAX))
          .asException();
    }
    var text = KeyText.fresh(chance);
    var key = new ApiKey(text.keyId(), account, now, expireTime, null, null);
    identities.addKey(tenant, key, text.hash());
    identities.addChange(
        tenant, new IdentityChange(now, by, IdentityChange.Kind.KEY_CREATED, account, key.keyId()));
    return new Made(key, text.text());
  }
}
