package reckoner.kit.refusal;

import io.grpc.Status;

/** Reasons that any service may give. */
public enum KitReason implements Reason {
  REQUEST_INVALID(Status.Code.INVALID_ARGUMENT),
  CREDENTIAL_MISSING(Status.Code.UNAUTHENTICATED),
  CREDENTIAL_INVALID(Status.Code.UNAUTHENTICATED),
  PUBLIC_KEYS_UNAVAILABLE(Status.Code.UNAVAILABLE),
  PERMISSION_MISSING(Status.Code.PERMISSION_DENIED),
  RPC_UNREGISTERED(Status.Code.PERMISSION_DENIED),
  REQUEST_ID_REUSED(Status.Code.ALREADY_EXISTS),
  KEY_TAKEN(Status.Code.ALREADY_EXISTS),
  NOT_FOUND(Status.Code.NOT_FOUND),
  PAGE_TOKEN_INVALID(Status.Code.INVALID_ARGUMENT),
  TEST_CLOCK_OFF(Status.Code.FAILED_PRECONDITION),
  DATABASE_UNAVAILABLE(Status.Code.UNAVAILABLE),
  DATABASE_BUSY(Status.Code.UNAVAILABLE),
  DATABASE_LOCKED(Status.Code.UNAVAILABLE),
  DATABASE_SLOW(Status.Code.UNAVAILABLE),
  DATABASE_READ_ONLY(Status.Code.UNAVAILABLE),
  DATABASE_FULL(Status.Code.UNAVAILABLE),
  UNEXPECTED(Status.Code.INTERNAL);

  private final Status.Code code;

  KitReason(Status.Code code) {
    this.code = code;
  }

  @Override
  public Status.Code code() {
    return code;
  }
}
