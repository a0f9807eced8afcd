package reckoner.kit.refusal;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
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

  // A status travels in trailers, and gRPC reads at most 8 KiB of them: the message once
  // percent-encoded (up to three times its bytes), and all of it in base64.
  private static final int MESSAGE_BYTES_MAX = 900;
  private static final int FAULTS_BYTES_MAX = 2600;
  private static final int FIELD_BYTES_MAX = 200;
  private static final int DESCRIPTION_BYTES_MAX = 400;

  private RefusalStatus() {}

  public static StatusRuntimeException exception(Refusal refusal) {
    var status =
        Status.newBuilder()
            .setCode(refusal.reason().code().value())
            .setMessage(cut(refusal.message(), MESSAGE_BYTES_MAX))
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason(refusal.reason().name())
                        .setDomain(DOMAIN)
                        .build()));
    if (!refusal.faults().isEmpty()) {
      status.addDetails(Any.pack(badRequest(refusal)));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  /** As many faults as fit; the refusal's message counts them all. */
  private static BadRequest badRequest(Refusal refusal) {
    var badRequest = BadRequest.newBuilder();
    var bytes = 0;
    for (var fault : refusal.faults()) {
      var violation =
          FieldViolation.newBuilder()
              .setField(cut(fault.field(), FIELD_BYTES_MAX))
              .setDescription(cut(fault.message(), DESCRIPTION_BYTES_MAX))
              .build();
      bytes += violation.getSerializedSize();
      if (bytes > FAULTS_BYTES_MAX) {
        break;
      }
      badRequest.addFieldViolations(violation);
    }
    return badRequest.build();
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

  private static String cut(String text, int bytesMax) {
    var bytes = 0;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      bytes += utf8Length(text.codePointAt(at));
      if (bytes > bytesMax) {
        return text.substring(0, at) + "…";
      }
    }
    return text;
  }

  private static int utf8Length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
