package reckoner.workflows;

import io.grpc.Status;
import reckoner.kit.refusal.Reason;

/** Why something about credentials is refused. */
public enum IdentityReason implements Reason {
  /** A tenant's name is out of bounds. */
  TENANT_INVALID(Status.Code.INVALID_ARGUMENT),
  /** A service account for a tenant that was not made. */
  TENANT_UNKNOWN(Status.Code.FAILED_PRECONDITION),
  /** A service account of role CUSTOMER. */
  CUSTOMER_ACCOUNT_UNSUPPORTED(Status.Code.INVALID_ARGUMENT),
  /** A service account named as a service of Reckoner is. */
  SERVICE_ACCOUNT_RESERVED(Status.Code.INVALID_ARGUMENT),
  /** A key for a service account that was not made. */
  SERVICE_ACCOUNT_UNKNOWN(Status.Code.FAILED_PRECONDITION),
  /** The service account has as many live keys as it may have. */
  API_KEY_LIMIT(Status.Code.FAILED_PRECONDITION),
  /** The end of a new key does not lie ahead. */
  EXPIRE_TIME_PAST(Status.Code.INVALID_ARGUMENT),
  /** The key to exchange is unknown, malformed, wrong, revoked or expired; which is not said. */
  API_KEY_INVALID(Status.Code.UNAUTHENTICATED),
  /** No issuing key is configured. */
  TOKENS_NOT_ISSUED_HERE(Status.Code.FAILED_PRECONDITION);

  private final Status.Code code;

  IdentityReason(Status.Code code) {
    this.code = code;
  }

  @Override
  public Status.Code code() {
    return code;
  }
}
