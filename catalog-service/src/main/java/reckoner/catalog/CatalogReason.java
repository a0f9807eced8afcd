package reckoner.catalog;

import io.grpc.Status;
import reckoner.kit.refusal.Reason;

/** Reasons that only the catalog gives. */
public enum CatalogReason implements Reason {
  PRICE_LIST_INVALID(Status.Code.INVALID_ARGUMENT),
  MULTIPLIER_INVALID(Status.Code.INVALID_ARGUMENT),
  CURRENCY_UNKNOWN(Status.Code.INVALID_ARGUMENT),
  BOOK_DIFFERS(Status.Code.FAILED_PRECONDITION),
  POSITION_OPEN(Status.Code.FAILED_PRECONDITION);

  private final Status.Code code;

  CatalogReason(Status.Code code) {
    this.code = code;
  }

  @Override
  public Status.Code code() {
    return code;
  }
}
