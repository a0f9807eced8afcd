package reckoner.workflows;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key without its secret. All times are real time.
 *
 * @param keyId unique in the deployment
 * @param account the service account that it stands for
 * @param expireTime exclusive end of its use; null where it has none
 * @param revokeTime when it was revoked; null where it was not
 * @param lastUsedTime when it was last exchanged, up to {@link ExchangeApiKey#USE_KEPT_EVERY} older
 *     than the truth; null where it never was
 */
public record ApiKey(
    String keyId,
    String account,
    Instant createTime,
    @Nullable Instant expireTime,
    @Nullable Instant revokeTime,
    @Nullable Instant lastUsedTime) {

  /** May it be exchanged at an instant? */
  public boolean isLive(Instant now) {
    return revokeTime == null && (expireTime == null || now.isBefore(expireTime));
  }
}
