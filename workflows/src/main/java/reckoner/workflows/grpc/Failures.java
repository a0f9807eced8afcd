package reckoner.workflows.grpc;

import io.grpc.StatusRuntimeException;
import java.util.function.Supplier;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.workflows.NeighbourFailure;

/** Tells apart how calls of neighbours fail. */
final class Failures {
  private Failures() {}

  /**
   * Makes a call. What the neighbour refused or broke at is a {@link NeighbourFailure}; the rest
   * says nothing about the request, is thrown as it is, and goes away by waiting or by mending the
   * deployment.
   */
  static <T> T told(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException failure) {
      throw of(failure);
    }
  }

  private static RuntimeException of(StatusRuntimeException failure) {
    return switch (failure.getStatus().getCode()) {
      case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, OUT_OF_RANGE ->
          NeighbourFailure.refusal(reason(failure), message(failure));
      case INTERNAL, UNKNOWN, DATA_LOSS, RESOURCE_EXHAUSTED ->
          NeighbourFailure.breakage(reason(failure), message(failure));
      default -> failure;
    };
  }

  /** The neighbour answered something that it never should. */
  static NeighbourFailure malformed(String message) {
    return NeighbourFailure.breakage("INTERNAL", message);
  }

  /** The stable name of the reason, or of the code where the neighbour gave none. */
  private static String reason(StatusRuntimeException failure) {
    return RefusalStatus.reason(failure).orElseGet(() -> failure.getStatus().getCode().name());
  }

  private static String message(StatusRuntimeException failure) {
    return String.valueOf(failure.getStatus().getDescription());
  }
}
