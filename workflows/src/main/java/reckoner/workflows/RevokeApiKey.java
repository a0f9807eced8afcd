package reckoner.workflows;

import java.time.InstantSource;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/** Ends an API key for ever. */
public final class RevokeApiKey {
  private final IdentityStore identities;
  private final InstantSource realTime;

  public RevokeApiKey(IdentityStore identities, InstantSource realTime) {
    this.identities = identities;
    this.realTime = realTime;
  }

  /**
   * To be called in a transaction; a key that was revoked stays as it is.
   *
   * @param by who revokes it, for the record
   */
  public ApiKey revoke(String tenant, String keyId, String by) {
    var now = realTime.instant();
    var revoked = identities.revokeKey(tenant, keyId, now);
    var key =
        identities
            .findKey(tenant, keyId)
            .orElseThrow(() ->
                Refusal.of(KitReason.NOT_FOUND, "API key %s does not exist".formatted(keyId))
                    .asException());
    if (revoked) {
      identities.addChange(
          tenant,
          new IdentityChange(now, by, IdentityChange.Kind.KEY_REVOKED, key.account(), keyId));
    }
    return key;
  }
}
