package reckoner.invoicing;

import io.grpc.Status;
import reckoner.kit.refusal.Reason;

/** Reasons that only invoicing gives. */
public enum InvoicingReason implements Reason {
  /** The request does not add up to an invoice; every fault is named. */
  INVOICE_INVALID(Status.Code.INVALID_ARGUMENT),
  /** The legal entity was not made yet. */
  LEGAL_ENTITY_UNKNOWN(Status.Code.FAILED_PRECONDITION),
  /** A charge is on another invoice (RULES C6). */
  CHARGE_CLAIMED(Status.Code.ALREADY_EXISTS),
  /** Only a finalised invoice has files. */
  INVOICE_NOT_FINAL(Status.Code.FAILED_PRECONDITION),
  /** The invoice was not rendered yet. */
  RENDERING_MISSING(Status.Code.NOT_FOUND);

  private final Status.Code code;

  InvoicingReason(Status.Code code) {
    this.code = code;
  }

  @Override
  public Status.Code code() {
    return code;
  }
}
