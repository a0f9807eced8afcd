package reckoner.kit.faults;

import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
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
  private static final int UNDISTURBED = 4;

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
  public record Outcome(int failed, int failedThoughCommitted, int succeeded) {
    /** Ids that were sent, each of which has had one effect. */
    public int requests() {
      return UNDISTURBED + failed + succeeded;
    }
  }

  /** What a round loses. */
  private record Place(int turn, Loss loss) {}

  /** Every loss at every turn of a call, in a random order. */
  private List<Place> places(int turns) {
    var places = new ArrayList<Place>();
    for (int turn = 1; turn <= turns; turn++) {
      for (var loss : Loss.values()) {
        places.add(random.nextInt(places.size() + 1), new Place(turn, loss));
      }
    }
    return places;
  }

  /**
   * Loses everything that a call can lose, once or more often.
   *
   * @param roundsMin places are gone through again until there were so many
   */
  public Outcome run(int roundsMin) {
    for (int undisturbed = 0; undisturbed < UNDISTURBED; undisturbed++) {
      proxy.heal(); // so that the turns of the last one are counted
      call.accept("undisturbed-" + undisturbed);
    }
    int turns = proxy.turns();
    var reasons = new TreeMap<String, Integer>();
    int failed = 0;
    int committed = 0;
    var places = new ArrayList<Place>();
    while (places.size() < roundsMin) {
      places.addAll(places(turns));
    }
    int round = 0;
    for (var place : places) {
      var id = "round-" + round++;
      proxy.loseAtTurn(place.turn(), place.loss());
      if (!hasSucceeded(id, reasons)) {
        failed++;
        committed += effects.applyAsInt(id);
      }
      proxy.heal();
      repeat(id, reasons);
      if (effects.applyAsInt(id) != 1) {
        throw new AssertionError(
            "%d effects of %s at %s".formatted(effects.applyAsInt(id), id, place));
      }
    }
    var outcome = new Outcome(failed, committed, round - failed);
    System.out.printf("%d rounds over %d turns: %s, %s%n", round, turns, outcome, reasons);
    return outcome;
  }

  private void repeat(String id, Map<String, Integer> reasons) {
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
