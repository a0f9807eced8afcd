package reckoner.rating.http;

import io.grpc.Status;
import io.micronaut.http.HttpStatus;
import java.util.Arrays;
import java.util.Optional;
import reckoner.kit.refusal.Reason;

/** Reasons that only the HTTP door gives, because gRPC has no such call. */
enum HttpReason implements Reason {
  CONTENT_TYPE_UNSUPPORTED(Status.Code.INVALID_ARGUMENT, HttpStatus.UNSUPPORTED_MEDIA_TYPE),
  BODY_TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED, HttpStatus.REQUEST_ENTITY_TOO_LARGE),
  BODY_TIMEOUT(Status.Code.DEADLINE_EXCEEDED, HttpStatus.REQUEST_TIMEOUT),
  SERVICE_STOPPING(Status.Code.UNAVAILABLE, HttpStatus.SERVICE_UNAVAILABLE);

  private final Status.Code code;
  private final HttpStatus status;

  HttpReason(Status.Code code, HttpStatus status) {
    this.code = code;
    this.status = status;
  }

  @Override
  public Status.Code code() {
    return code;
  }

  HttpStatus status() {
    return status;
  }

  static Optional<HttpReason> of(String name) {
    return Arrays.stream(values()).filter(reason -> reason.name().equals(name)).findFirst();
  }
}
