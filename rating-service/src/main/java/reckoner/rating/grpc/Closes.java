package reckoner.rating.grpc;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import reckoner.kit.request.Mutations;
import reckoner.kit.request.Mutations.Turn;
import reckoner.kit.request.Request;
import reckoner.kit.store.Transactions;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.ClosePeriodRequest;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.rating.ClosePeriod;
import reckoner.rating.ContractStore.Close;
import reckoner.rating.GroupCommit;
import reckoner.rating.PeriodCharges;

/** Closes periods; fixes what is closed at the same time in one transaction. */
@Singleton
class Closes {
  /** Transactions of a tenant at a time in one process: one's commit is another's statement. */
  private static final int WRITERS = 2;

  private static final int GROUP_LINES_MAX = 2_000;
  private static final int WAITING_LINES_MAX = 40_000;

  private final Mutations mutations;
  private final ClosePeriod closePeriod;
  private final Transactions transactions;
  private final GroupCommit<Asked, Optional<byte[]>> groups =
      new GroupCommit<>(this::fix, WRITERS, GROUP_LINES_MAX, WAITING_LINES_MAX);

  Closes(Mutations mutations, ClosePeriod closePeriod, Transactions transactions) {
    this.mutations = mutations;
    this.transactions = transactions;
    this.closePeriod = closePeriod;
  }

  private record Asked(Request request, Close close) {}

  /** Closes a period, or says what blocks it: a {@link ClosedPeriod}, as it is stored and sent. */
  byte[] close(String tenant, ClosePeriodRequest content) {
    var start = Wire.instant(content.getPeriodStart());
    return switch (closePeriod.compute(tenant, content.getContract(), start)) {
      case ClosePeriod.Closed(var reply) -> again(content, reply);
      // not recorded under its request id: the same question gets a better answer later
      case ClosePeriod.Blocked(var charges) -> RatingMessages.blocked(charges).toByteArray();
      case ClosePeriod.Ready(var charges) -> fix(tenant, content, charges);
    };
  }

  /** Makes charges due once; answers what holds for ever. */
  private byte[] fix(String tenant, ClosePeriodRequest content, PeriodCharges charges) {
    var close = RatingMessages.close(charges);
    var asked = new Asked(request(content), close);
    int lines = Math.clamp(close.lines(), 1, WAITING_LINES_MAX);
    return groups.submit(tenant, asked, lines).orElseThrow(asked.request()::reused);
  }

  /** How many of a tenant wait for the next transaction. */
  int waiting(String tenant) {
    return groups.waiting(tenant);
  }

  private static Request request(ClosePeriodRequest content) {
    return Request.of(RatingServiceGrpc.getClosePeriodMethod(), content, content.getRequestId());
  }

  private List<Optional<byte[]>> fix(String tenant, List<Asked> asked) {
    return transactions.write(() -> {
      var replies = new HashMap<Integer, byte[]>();
      var turns =
          mutations.together(
              asked.stream().map(Asked::request).toList(),
              first -> {
                var fixed =
                    closePeriod.fix(
                        tenant, first.stream().map(place -> asked.get(place).close()).toList());
                for (int i = 0; i < fixed.size(); i++) {
                  replies.put(first.get(i), fixed.get(i));
                }
              });
      return IntStream.range(0, turns.size())
          .mapToObj(place ->
              switch (turns.get(place)) {
                case FIRST -> Optional.ofNullable(replies.get(place));
                case REPEATED -> closePeriod.reply(tenant, asked.get(place).close().name());
                case REUSED -> Optional.<byte[]>empty();
              })
          .toList();
    });
  }

  /** Notes a request to close what is closed; answers the same. */
  private byte[] again(ClosePeriodRequest content, byte[] reply) {
    var request = request(content);
    var turn = transactions.write(() -> mutations.together(List.of(request), _ -> {})).getFirst();
    if (turn == Turn.REUSED) {
      throw request.reused();
    }
    return reply;
  }
}
