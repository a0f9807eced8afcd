package reckoner.kit.request;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import java.util.Arrays;
import java.util.Comparator;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.wire.CanonicalForm;

/** A mutation by its id and its content (RULES C1, C2). */
public record Request(
    String tenant, String serviceAccount, String rpc, String requestId, byte[] contentHash) {
  /** In one order, so that two who note several do not wait for each other in a circle. */
  static final Comparator<Request> ORDER =
      Comparator.comparing(Request::serviceAccount)
          .thenComparing(Request::rpc)
          .thenComparing(Request::requestId);

  /** Of the present caller. */
  public static Request of(MethodDescriptor<?, ?> method, Message content, String requestId) {
    var caller = Caller.current();
    return new Request(
        caller.tenant(),
        caller.serviceAccount(),
        method.getFullMethodName(),
        requestId,
        CanonicalForm.hash(content));
  }

  boolean isSame(RequestRecords.Noted noted) {
    return Arrays.equals(contentHash, noted.contentHash());
  }

  /** Refused, because the id was used with other content. */
  public RuntimeException reused() {
    return Refusal.of(
            KitReason.REQUEST_ID_REUSED,
            "request_id %s was used by another %s with other content; a new request needs a new id"
                .formatted(requestId, rpc))
        .asException();
  }
}
