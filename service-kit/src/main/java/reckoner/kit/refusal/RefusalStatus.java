package reckoner.kit.refusal;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;

/**
 * A refusal as google.rpc.Status with ErrorInfo and, where fields are at fault, BadRequest; and
 * back.
 */
public final class RefusalStatus {
  public static final String DOMAIN = "reckoner";

  /** Faults beyond this number are counted in the message only, so that trailers stay small. */
  public static final int FAULTS_MAX = 50;

  private static final int MESSAGE_LENGTH_MAX = 2000;

  private RefusalStatus() {}

  public static StatusRuntimeException exception(Refusal refusal) {
    var status =
        Status.newBuilder()
            .setCode(refusal.reason().code().value())
            .setMessage(cut(refusal.message()))
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason(refusal.reason().name())
                        .setDomain(DOMAIN)
                        .build()));
    if (!refusal.faults().isEmpty()) {
      var badRequest = BadRequest.newBuilder();
      refusal.faults().stream()
          .limit(FAULTS_MAX)
          .forEach(fault ->
              badRequest
                  .addFieldViolationsBuilder()
                  .setField(fault.field())
                  .setDescription(cut(fault.message())));
      status.addDetails(Any.pack(badRequest.build()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  /** The reason that a service gave, where it gave one. */
  public static Optional<String> reason(Throwable failure) {
    return detail(failure, ErrorInfo.class).map(ErrorInfo::getReason);
  }

  /** The faults that a service named, or an empty message. */
  public static BadRequest faults(Throwable failure) {
    return detail(failure, BadRequest.class).orElse(BadRequest.getDefaultInstance());
  }

  private static <T extends com.google.protobuf.Message> Optional<T> detail(
      Throwable failure, Class<T> type) {
    var status = StatusProto.fromThrowable(failure);
    if (status == null) {
      return Optional.empty();
    }
    return status.getDetailsList().stream()
        .filter(any -> any.is(type))
        .findFirst()
        .map(any -> {
          try {
            return any.unpack(type);
          } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
            throw new IllegalStateException("a status detail is broken", broken);
          }
        });
  }

  private static String cut(String text) {
    return text.length() <= MESSAGE_LENGTH_MAX ? text : text.substring(0, MESSAGE_LENGTH_MAX) + "…";
  }
}
