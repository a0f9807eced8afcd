package reckoner.kit.request;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.store.Transactions;
import reckoner.kit.wire.CanonicalForm;

/**
 * Runs every mutation once (RULES C1): effect and request record commit together, a repetition gets
 * the first answer, the same id with other content is refused. A refusal rolls everything back and
 * does not use up the id.
 */
@Singleton
public class Mutations {
  private final Transactions transactions;
  private final RequestRecordRepository records;

  Mutations(Transactions transactions, RequestRecordRepository records) {
    this.transactions = transactions;
    this.records = records;
  }

  public <R extends Message> R once(
      MethodDescriptor<?, R> method,
      Message request,
      String requestId,
      Parser<R> replies,
      Supplier<R> effect) {
    var caller = Caller.current();
    var rpc = method.getFullMethodName();
    var hash = CanonicalForm.hash(request);
    return transactions.write(() -> {
      var inserted =
          records.insert(
              caller.tenant(),
              caller.serviceAccount(),
              rpc,
              requestId,
              hash,
              CanonicalForm.VERSION);
      if (inserted == 0) {
        return firstAnswer(caller, rpc, requestId, hash, replies);
      }
      var reply = effect.get();
      records.answer(caller.tenant(), caller.serviceAccount(), rpc, requestId, reply.toByteArray());
      return reply;
    });
  }

  /**
   * The first answer to a request that was made before, for a caller whose work begins outside the
   * transaction of its effect; the same id with other content is refused.
   */
  public <R extends Message> Optional<R> answered(
      MethodDescriptor<?, R> method, Message request, String requestId, Parser<R> replies) {
    var caller = Caller.current();
    var rpc = method.getFullMethodName();
    return transactions
        .read(() -> records.find(caller.tenant(), caller.serviceAccount(), rpc, requestId))
        .map(record -> answer(record, rpc, CanonicalForm.hash(request), replies));
  }

  private <R extends Message> R firstAnswer(
      Caller caller, String rpc, String requestId, byte[] hash, Parser<R> replies) {
    var record =
        records
            .find(caller.tenant(), caller.serviceAccount(), rpc, requestId)
            .orElseThrow(
                () -> new IllegalStateException("a request record vanished: " + requestId));
    return answer(record, rpc, hash, replies);
  }

  private static <R extends Message> R answer(
      RequestRecord record, String rpc, byte[] hash, Parser<R> replies) {
    var requestId = record.requestId();
    if (!Arrays.equals(record.contentHash(), hash)) {
      throw Refusal.of(
              KitReason.REQUEST_ID_REUSED,
              "request_id %s was used by another %s with other content; a new request needs a new id"
                  .formatted(requestId, rpc))
          .asException();
    }
    var reply = record.reply();
    if (reply == null) {
      throw new IllegalStateException("a committed request has no answer: " + requestId);
    }
    try {
      return replies.parseFrom(reply);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a stored answer is broken: " + requestId, broken);
    }
  }
}
