package reckoner.kit.request;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import reckoner.kit.request.RequestRecords.Noted;
import reckoner.kit.store.Transactions;

/**
 * Runs every mutation once (RULES C1): effect and request record commit together, a repetition gets
 * the first answer, the same id with other content is refused. A refusal rolls everything back and
 * does not use up the id.
 */
@Singleton
public class Mutations {
  private static final byte[] NO_REPLY = {};

  private final Transactions transactions;
  private final RequestRecords records;

  Mutations(Transactions transactions, RequestRecords records) {
    this.transactions = transactions;
    this.records = records;
  }

  public <R extends Message> R once(
      MethodDescriptor<?, R> method,
      Message content,
      String requestId,
      Parser<R> replies,
      Supplier<R> effect) {
    var request = Request.of(method, content, requestId);
    return transactions.write(() -> {
      if (!records.insert(List.of(request), null)[0]) {
        return answer(request, noted(request), replies);
      }
      var reply = effect.get();
      records.answer(request, reply.toByteArray());
      return reply;
    });
  }

  /** What a request is among all that were made. */
  public enum Turn {
    FIRST,
    REPEATED,
    /** Its id was used with other content. */
    REUSED
  }

  /**
   * Makes mutations of one tenant together, each once, inside the caller's transaction. Their
   * replies are not kept: that to a repeated one is found where its effect is.
   *
   * @param effects makes those that are the first, by their places among the requests
   */
  public List<Turn> together(List<Request> requests, Consumer<List<Integer>> effects) {
    var order =
        IntStream.range(0, requests.size())
            .boxed()
            .sorted(Comparator.comparing(requests::get, Request.ORDER))
            .toList();
    var isFirst = records.insert(order.stream().map(requests::get).toList(), NO_REPLY);
    var turns = new ArrayList<>(Collections.nCopies(requests.size(), Turn.FIRST));
    var first = new ArrayList<Integer>();
    for (int i = 0; i < isFirst.length; i++) {
      int place = order.get(i);
      if (isFirst[i]) {
        first.add(place);
      } else {
        var request = requests.get(place);
        turns.set(place, request.isSame(noted(request)) ? Turn.REPEATED : Turn.REUSED);
      }
    }
    if (!first.isEmpty()) {
      effects.accept(first);
    }
    return turns;
  }

  /**
   * The first answer to a request that was made before, for a caller whose work begins outside the
   * transaction of its effect; the same id with other content is refused.
   */
  public <R extends Message> Optional<R> answered(
      MethodDescriptor<?, R> method, Message content, String requestId, Parser<R> replies) {
    var request = Request.of(method, content, requestId);
    return transactions
        .read(() -> records.find(request))
        .map(noted -> answer(request, noted, replies));
  }

  private Noted noted(Request request) {
    return records
        .find(request)
        .orElseThrow(
            () -> new IllegalStateException("a request record vanished: " + request.requestId()));
  }

  private static <R extends Message> R answer(Request request, Noted noted, Parser<R> replies) {
    if (!request.isSame(noted)) {
      throw request.reused();
    }
    var reply = noted.reply();
    if (reply == null) {
      throw new IllegalStateException("a committed request has no answer: " + request.requestId());
    }
    try {
      return replies.parseFrom(reply);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a stored answer is broken: " + request.requestId(), broken);
    }
  }
}
