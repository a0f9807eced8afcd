package reckoner.kit.pricing;

import io.grpc.Status;
import reckoner.kit.refusal.Reason;

/** Why a computation is refused. */
public enum PricingReason implements Reason {
  /** A price, a number or a policy of the request is at fault. */
  PRICING_INVALID(Status.Code.INVALID_ARGUMENT),
  /** Usage that no cell, window, band or row of the price covers (RULES D5). */
  USAGE_UNPRICED(Status.Code.FAILED_PRECONDITION);

  private final Status.Code code;

  PricingReason(Status.Code code) {
    this.code = code;
  }

  @Override
  public Status.Code code() {
    return code;
  }
}
