package reckoner.rating;

import io.grpc.Status;
import reckoner.kit.refusal.Reason;

/** Reasons that only rating gives: of calls, of single events, and of usage without a price. */
public enum RatingReason implements Reason {
  CONTRACT_INVALID(Status.Code.INVALID_ARGUMENT),
  CONTRACT_OVERLAP(Status.Code.FAILED_PRECONDITION),
  PRICE_BOOK_UNKNOWN(Status.Code.FAILED_PRECONDITION),
  CURRENCY_DIFFERS(Status.Code.FAILED_PRECONDITION),
  PERIOD_OPEN(Status.Code.FAILED_PRECONDITION),
  CORRECTION_IMPOSSIBLE(Status.Code.FAILED_PRECONDITION),
  ADJUSTMENT_ORDER(Status.Code.FAILED_PRECONDITION),
  GROUPS_TOO_MANY(Status.Code.FAILED_PRECONDITION),
  TIME_AHEAD(Status.Code.FAILED_PRECONDITION),
  BATCH_SIZE(Status.Code.INVALID_ARGUMENT),
  THRESHOLD_INVALID(Status.Code.INVALID_ARGUMENT),
  THRESHOLDS_TOO_MANY(Status.Code.FAILED_PRECONDITION),
  SEQUENCE_EXPIRED(Status.Code.OUT_OF_RANGE),
  SEQUENCE_UNKNOWN(Status.Code.INVALID_ARGUMENT),
  STREAMS_TOO_MANY(Status.Code.RESOURCE_EXHAUSTED),
  SERVICE_STOPPING(Status.Code.UNAVAILABLE),
  // of single events; the stream goes on
  FIELD_INVALID(Status.Code.INVALID_ARGUMENT),
  EVENT_TIME_OUT_OF_RANGE(Status.Code.INVALID_ARGUMENT),
  TOKEN_CLASS_UNKNOWN(Status.Code.INVALID_ARGUMENT),
  QUANTITY_INVALID(Status.Code.INVALID_ARGUMENT),
  NEGATIVE_REMAINDER(Status.Code.INVALID_ARGUMENT),
  EVENT_TOO_LARGE(Status.Code.INVALID_ARGUMENT),
  CONTENT_CONFLICT(Status.Code.ALREADY_EXISTS),
  // why usage has no price
  UNKNOWN_PROVIDER(Status.Code.FAILED_PRECONDITION),
  UNKNOWN_MODEL(Status.Code.FAILED_PRECONDITION),
  NO_PRICE(Status.Code.FAILED_PRECONDITION),
  NO_CLASS_PRICE(Status.Code.FAILED_PRECONDITION),
  QUANTITY_MISSING(Status.Code.FAILED_PRECONDITION);

  private final Status.Code code;

  RatingReason(Status.Code code) {
    this.code = code;
  }

  @Override
  public Status.Code code() {
    return code;
  }
}
