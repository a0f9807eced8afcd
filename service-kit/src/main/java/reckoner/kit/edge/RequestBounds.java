package reckoner.kit.edge;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPath;
import com.google.protobuf.Message;
import java.time.DateTimeException;
import java.util.ArrayList;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/**
 * The bounds of requests: those that stand in their protos, and those that hold for every text and
 * instant.
 */
public final class RequestBounds {
  private static final int FAULTS_MAX = 50;

  private final Validator validator = ValidatorFactory.newBuilder().build();

  /** Refuses a request that breaks a bound, with every fault. */
  public void check(Message request) {
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
