package reckoner.kit.faults;

import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import reckoner.kit.faults.FaultProxy.Loss;

/**
 * The network between a service and its database loses something at each turn of a call: a request,
 * an answer or half of one. Among them is the answer to COMMIT, after which nobody but the database
 * knows whether the call took effect. Its client sends it again with the same id, and it has taken
 * effect once.
 */
public final class LostReplies {
  private static final List<Loss> LOSSES = List.of(Loss.values());
  private final FaultProxy proxy;
  private final SplittableRandom random;
  private final Consumer<String> call;
  private final ToIntFunction<String> effects;

  /**
   * Prepares rounds.
   *
   * @param call sends the request of an id and checks its answer
   * @param effects how many effects of an id the database holds, asked beside the proxy
   */
  public LostReplies(
      FaultProxy proxy, long seed, Consumer<String> call, ToIntFunction<String> effects) {
    this.proxy = proxy;
    this.random = new SplittableRandom(seed);
    this.call = call;
    this.effects = effects;
    System.out.println("LostReplies with seed " + seed);
  }

  /**
   * What happened to first attempts.
   *
   * @param failed with a reason
   * @param failedThoughCommitted of these, those whose effect stood
   * @param succeeded because the loss hit another connection, or came after the answer
   */
  public record Outcome(int failed, int failedThoughCommitted, int succeeded) {}

  /** Goes through the turns of a call in a random order, again and again. */
  public Outcome run(int rounds) {
    for (int warmUp = 0; warmUp < 3; warmUp++) {
      call.accept("warm-up-" + warmUp);
    }
    proxy.heal();
    call.accept("measured");
    int turns = proxy.turns();
    var reasons = new TreeMap<String, Integer>();
    int failed = 0;
    int committed = 0;
    for (int round = 0; round < rounds; round++) {
      var id = "round-" + round;
      int turn = 1 + (round + random.nextInt(2)) % turns;
      var loss = LOSSES.get(random.nextInt(LOSSES.size()));
      proxy.loseAtTurn(turn, loss);
      if (!hasSucceeded(id, reasons)) {
        failed++;
        committed += effects.applyAsInt(id);
        repeat(id, reasons);
      }
      call.accept(id);
      if (effects.applyAsInt(id) != 1) {
        throw new AssertionError(
            "%d effects of %s, whose call lost %s at turn %d"
                .formatted(effects.applyAsInt(id), id, loss, turn));
      }
    }
    proxy.heal();
    var outcome = new Outcome(failed, committed, rounds - failed);
    System.out.printf("%d rounds over %d turns: %s, %s%n", rounds, turns, outcome, reasons);
    return outcome;
  }

  private void repeat(String id, Map<String, Integer> reasons) {
    proxy.heal();
    for (int attempt = 0; !hasSucceeded(id, reasons); attempt++) {
      if (attempt == 10) {
        throw new AssertionError(id + " fails though nothing is broken any more: " + reasons);
      }
    }
  }

  private boolean hasSucceeded(String id, Map<String, Integer> reasons) {
    try {
      call.accept(id);
      return true;
    } catch (StatusRuntimeException failure) {
      var reason = Clients.reasonOf(failure);
      if (reason == null) {
        throw failure;
      }
      reasons.merge(reason, 1, Integer::sum);
      return false;
    }
  }
}
