package reckoner.standalone.platform;

import io.grpc.StatusRuntimeException;
import reckoner.kit.refusal.RefusalStatus;

/**
 * Why Reckoner does not start, as a message for the person who started it: it names the place and
 * what to do.
 */
public final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartFailure(String message) {
    super(message);
  }

  public StartFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Says that a service does not answer, where a call failed for that; what a service refused is
   * handed on as it is.
   */
  public static RuntimeException ofSilence(String place, StatusRuntimeException failure) {
    if (RefusalStatus.reason(failure).isPresent()) {
      return failure;
    }
    return switch (failure.getStatus().getCode()) {
      case UNAVAILABLE ->
          new StartFailure(
              "%s does not answer: %s".formatted(place, ServiceContext.rootMessage(failure)),
              failure);
      case DEADLINE_EXCEEDED ->
          new StartFailure("%s has not answered in time".formatted(place), failure);
      default -> failure;
    };
  }
}
