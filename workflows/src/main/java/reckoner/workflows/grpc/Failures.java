package reckoner.workflows.grpc;

import io.grpc.StatusRuntimeException;
import reckoner.kit.refusal.RefusalStatus;

/** Tells apart how calls of neighbours fail. */
final class Failures {
  private Failures() {}

  /** Whether the same call will be refused again until something changes. */
  static boolean isRefusal(StatusRuntimeException failure) {
    return switch (failure.getStatus().getCode()) {
      case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, OUT_OF_RANGE -> true;
      default -> false;
    };
  }

  /** The stable name of the reason, or of the code where the neighbour gave none. */
  static String reason(StatusRuntimeException failure) {
    return RefusalStatus.reason(failure).orElseGet(() -> failure.getStatus().getCode().name());
  }

  static String message(StatusRuntimeException failure) {
    return String.valueOf(failure.getStatus().getDescription());
  }
}
