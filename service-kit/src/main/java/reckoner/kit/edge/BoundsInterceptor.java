package reckoner.kit.edge;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPath;
import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.util.ArrayList;
import org.slf4j.MDC;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/**
 * Checks each request against the bounds that stand in its proto, and against those that hold for
 * every text and instant; answers every fault at once.
 */
@Singleton
@Bean(typed = BoundsInterceptor.class) // the edge alone is an interceptor of the server
class BoundsInterceptor implements ServerInterceptor {
  private static final int FAULTS_MAX = 50;
  private static final int REQUEST_ID_LENGTH_MAX = 200;

  private final Validator validator = ValidatorFactory.newBuilder().build();

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    var listener = next.startCall(call, headers);
    if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      return listener; // the handler of a stream checks its messages by hand, each event by itself
    }
    return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q request) {
        if (request instanceof Message message) {
          var requestId = message.getDescriptorForType().findFieldByName("request_id");
          if (requestId != null) {
            MDC.put("request_id", cut(message.getField(requestId).toString()));
          }
          check(message);
        }
        super.onMessage(request);
      }
    };
  }

  private static String cut(String requestId) {
    return requestId.substring(0, Math.min(requestId.length(), REQUEST_ID_LENGTH_MAX));
  }

  private void check(Message request) {
    var faults = new ArrayList<>(UnusableValues.of(request, FAULTS_MAX));
    try {
      validator.validate(request).getViolations().stream()
          .map(violation ->
              new Refusal.Fault(
                  path(violation.toProto().getField()), violation.toProto().getMessage()))
          .forEach(faults::add);
    } catch (ValidationException | DateTimeException broken) {
      if (faults.isEmpty()) { // the validator fails on an instant that is none
        throw new IllegalStateException(
            "the bounds of " + request.getDescriptorForType().getFullName() + " do not compile",
            broken);
      }
    }
    if (!faults.isEmpty()) {
      throw new Refusal(
              KitReason.REQUEST_INVALID,
              "the request breaks %s bound(s), the first: %s %s"
                  .formatted(
                      faults.size() < FAULTS_MAX ? faults.size() : "at least " + FAULTS_MAX,
                      faults.getFirst().field(),
                      faults.getFirst().message()),
              faults.subList(0, Math.min(faults.size(), FAULTS_MAX)))
          .asException();
    }
  }

  /** E.g. {@code charges[0].terms} or {@code quantities["input"]}. */
  private static String path(FieldPath field) {
    var path = new StringBuilder();
    for (var element : field.getElementsList()) {
      if (!path.isEmpty()) {
        path.append('.');
      }
      path.append(element.getFieldName());
      switch (element.getSubscriptCase()) {
        case INDEX -> path.append('[').append(element.getIndex()).append(']');
        case BOOL_KEY -> path.append('[').append(element.getBoolKey()).append(']');
        case INT_KEY -> path.append('[').append(element.getIntKey()).append(']');
        case UINT_KEY -> path.append('[').append(element.getUintKey()).append(']');
        case STRING_KEY -> path.append("[\"").append(element.getStringKey()).append("\"]");
        case SUBSCRIPT_NOT_SET -> {}
      }
    }
    return path.toString();
  }
}
