package reckoner.rating.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.rpc.BadRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.EventResult;

/** Refusals as problem details (RFC 9457): the reason is the problem's type. */
final class Problem {
  static final String CONTENT_TYPE = "application/problem+json";

  private static final String TYPE = "urn:reckoner:reason:";
  private static final String RETRY_SECONDS = "1";

  private Problem() {}

  /** The answer to a call that failed. */
  static MutableHttpResponse<byte[]> of(StatusRuntimeException failure) {
    var code = failure.getStatus().getCode();
    var reason = RefusalStatus.reason(failure).orElse(code.name());
    var faults = JsonNodeFactory.instance.arrayNode();
    for (BadRequest.FieldViolation fault : RefusalStatus.faults(failure).getFieldViolationsList()) {
      faults.add(fault(fault.getField(), fault.getDescription()));
    }
    var detail = Objects.requireNonNullElse(failure.getStatus().getDescription(), "");
    return answer(status(reason, code), reason, detail, faults);
  }

  /** The answer to a single event that was not taken. */
  static MutableHttpResponse<byte[]> of(EventResult result) {
    var faults = JsonNodeFactory.instance.arrayNode();
    faults.add(fault(result.getField(), result.getMessage()));
    var status =
        result.getStatus() == EventResult.Status.CONFLICT
            ? HttpStatus.CONFLICT
            : HttpStatus.UNPROCESSABLE_ENTITY;
    return answer(status, result.getReason(), result.getMessage(), faults);
  }

  private static ObjectNode fault(String field, String message) {
    var fault = JsonNodeFactory.instance.objectNode();
    fault.put("field", field);
    fault.put("message", message);
    return fault;
  }

  private static MutableHttpResponse<byte[]> answer(
      HttpStatus status, String reason, String detail, ArrayNode faults) {
    var problem = JsonNodeFactory.instance.objectNode();
    problem.put("type", TYPE + reason);
    problem.put("title", status.getReason());
    problem.put("status", status.getCode());
    problem.put("detail", detail);
    problem.put("reason", reason);
    if (!faults.isEmpty()) {
      problem.set("faults", faults);
    }
    var answer =
        HttpResponse.<byte[]>status(status)
            .body(problem.toString().getBytes(StandardCharsets.UTF_8))
            .contentType(CONTENT_TYPE);
    return switch (status) {
      case UNAUTHORIZED -> answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
      case TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE ->
          answer.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
      default -> answer;
    };
  }

  private static HttpStatus status(String reason, Status.Code code) {
    return HttpReason.of(reason).map(HttpReason::status).orElseGet(() -> status(code));
  }

  private static HttpStatus status(Status.Code code) {
    return switch (code) {
      case INVALID_ARGUMENT, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case ALREADY_EXISTS, ABORTED, FAILED_PRECONDITION -> HttpStatus.CONFLICT;
      case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
      // the same request may be sent again: events have keys
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> HttpStatus.SERVICE_UNAVAILABLE;
      case OK, UNKNOWN, UNIMPLEMENTED, INTERNAL, DATA_LOSS -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }
}
