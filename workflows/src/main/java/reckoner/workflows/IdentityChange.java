package reckoner.workflows;

import java.time.Instant;

/**
 * One line of the record of who made and ended credentials.
 *
 * @param account empty where no account is concerned
 * @param keyId empty where no key is concerned
 */
public record IdentityChange(
    Instant time, String changedBy, Kind kind, String account, String keyId) {

  /** What happened. */
  public enum Kind {
    TENANT_CREATED,
    ACCOUNT_CREATED,
    KEY_CREATED,
    KEY_REVOKED
  }
}
