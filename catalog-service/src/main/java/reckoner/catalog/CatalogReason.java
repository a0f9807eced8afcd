package reckoner.catalog;

import io.grpc.Status;
import reckoner.kit.refusal.Reason;

/** Reasons that only the catalog gives. */
public enum CatalogReason implements Reason {
  PRICE_LIST_INVALID(Status.Code.INVALID_ARGUMENT),
  MULTIPLIER_INVALID(Status.Code.INVALID_ARGUMENT),
  CURRENCY_UNKNOWN(Status.Code.INVALID_ARGUMENT),
  FILE_INVALID(Status.Code.INVALID_ARGUMENT),
  FILE_REFUSED(Status.Code.FAILED_PRECONDITION),
  FILE_TOO_LARGE(Status.Code.FAILED_PRECONDITION),
  CSV_CANNOT_SAY(Status.Code.FAILED_PRECONDITION),
  BOOK_DIFFERS(Status.Code.FAILED_PRECONDITION),
  POSITION_OPEN(Status.Code.FAILED_PRECONDITION),
  ITEM_INVALID(Status.Code.INVALID_ARGUMENT),
  ITEM_UNKNOWN(Status.Code.NOT_FOUND),
  DRAFT_UNKNOWN(Status.Code.NOT_FOUND),
  VERSION_UNKNOWN(Status.Code.NOT_FOUND),
  DRAFT_EXISTS(Status.Code.ALREADY_EXISTS),
  ETAG_MISMATCH(Status.Code.ABORTED),
  KEY_TAKEN_BY_IMPORT(Status.Code.ALREADY_EXISTS),
  KEY_TAKEN_BY_ITEM(Status.Code.ALREADY_EXISTS),
  REFERENCE_UNPUBLISHED(Status.Code.FAILED_PRECONDITION),
  EFFECTIVE_TIME_BEFORE_PREVIOUS(Status.Code.FAILED_PRECONDITION),
  ARCHIVED_ALREADY(Status.Code.FAILED_PRECONDITION),
  REFERENCED(Status.Code.FAILED_PRECONDITION),
  BOOK_AMBIGUOUS(Status.Code.FAILED_PRECONDITION);

  private final Status.Code code;

  CatalogReason(Status.Code code) {
    this.code = code;
  }

  @Override
  public Status.Code code() {
    return code;
  }
}
