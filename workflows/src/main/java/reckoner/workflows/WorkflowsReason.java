package reckoner.workflows;

import io.grpc.Status;
import reckoner.kit.refusal.Reason;

/** Why this module refuses something. */
public enum WorkflowsReason implements Reason {
  /** A customer whose zone or currency does not exist. */
  CUSTOMER_INVALID(Status.Code.INVALID_ARGUMENT),
  /** A quote whose date, decimals or keys are at fault. */
  QUOTE_INVALID(Status.Code.INVALID_ARGUMENT),
  /** A quote for a customer that does not exist. */
  CUSTOMER_UNKNOWN(Status.Code.FAILED_PRECONDITION),
  /** The buyer saw another content than the quote has. */
  QUOTE_CHANGED(Status.Code.FAILED_PRECONDITION),
  /** The customer has a contract over part of the same time, and usage belongs to one contract. */
  CONTRACT_OVERLAP(Status.Code.FAILED_PRECONDITION);

  private final Status.Code code;

  WorkflowsReason(Status.Code code) {
    this.code = code;
  }

  @Override
  public Status.Code code() {
    return code;
  }
}
