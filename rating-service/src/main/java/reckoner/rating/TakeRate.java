package reckoner.rating;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.rating.RateBuckets.Name;

/**
 * Says whether units may be used now, and takes them from the contract's rate limits.
 *
 * <p>A bucket's state is a row that all processes share. A process that is asked often takes some
 * units more than it is asked for, a lease, and spends them from memory; what it has not spent
 * after a second it gives back. Units are taken from the row before they are allowed, so that no
 * unit is allowed twice; of a lease, some may be spent a second or two after they were taken. What
 * a row had left when it was last asked says how long it cannot have enough, so that refusals are
 * mostly answered from memory, too.
 */
public final class TakeRate {
  /** Leases in memory; the least recently used go first. Each takes some hundred bytes. */
  static final int LEASES_MAX = 100_000;

  private static final Duration DOWN = Duration.ofSeconds(1);

  private final RateLimits limits;
  private final RateBuckets buckets;
  private final InstantSource businessTime;
  private final LongSupplier nanos;
  // the least recently used first
  private final LinkedHashMap<Name, RateLease> leases = new LinkedHashMap<>();
  private final List<RateLease> evicted = new ArrayList<>();
  private volatile long downUntilNanos;
  private volatile boolean isDown;

  public TakeRate(
      RateLimits limits, RateBuckets buckets, InstantSource businessTime, LongSupplier nanos) {
    this.limits = limits;
    this.buckets = buckets;
    this.businessTime = businessTime;
    this.nanos = nanos;
  }

  /**
   * Asks for units.
   *
   * @param failsOpen what is answered while the state is out of reach; none for as the limit says
   */
  public record Question(
      String customer,
      String meter,
      long units,
      Map<String, String> dimensions,
      Optional<Boolean> failsOpen) {
    public Question {
      dimensions = Map.copyOf(dimensions);
    }
  }

  /**
   * Whether they may be used.
   *
   * @param limit that said so; empty where none limits the meter, or which do is out of reach
   * @param retryAfter none where it is allowed, and where it never will be
   * @param isUndecided whether the state was out of reach
   */
  public record Answer(
      boolean isAllowed,
      String limit,
      long remaining,
      Optional<Duration> retryAfter,
      boolean isUndecided) {
    private static final Answer UNLIMITED = new Answer(true, "", 0, Optional.empty(), false);
  }

  public Answer run(String tenant, Question question) {
    RateLimits.OfContract contract;
    try {
      contract = contract(tenant, question.customer());
    } catch (RateBuckets.Unreachable down) {
      return undecided("", question.failsOpen().orElse(false));
    }
    var answer = Answer.UNLIMITED;
    var taken = new ArrayList<RateLease>();
    for (var limit : contract.limits()) {
      if (limit.meter().equals(question.meter())) {
        var name =
            new Name(
                tenant,
                contract.contract(),
                limit,
                limit.per().isEmpty() ? "" : question.dimensions().getOrDefault(limit.per(), ""));
        var one = take(name, question, taken);
        if (!one.isAllowed()) {
          taken.forEach(lease -> lease.undo(question.units()));
          return one;
        }
        answer = tighter(answer, one);
      }
    }
    return answer;
  }

  private RateLimits.OfContract contract(String tenant, String customer) {
    var now = businessTime.instant();
    return limits
        .of(tenant, customer, now)
        .orElseThrow(() ->
            Refusal.of(
                    KitReason.NOT_FOUND,
                    "no contract covers customer %s at %s".formatted(customer, now))
                .asException());
  }

  private static Answer tighter(Answer one, Answer other) {
    if (one.limit().isEmpty() || other.isUndecided()) {
      return other;
    }
    return !one.isUndecided() && other.remaining() < one.remaining() ? other : one;
  }

  private Answer take(Name name, Question question, List<RateLease> taken) {
    var limit = name.limit();
    if (question.units() > limit.burst()) {
      return new Answer(false, limit.limit(), 0, Optional.empty(), false);
    }
    if (isDown && nanos.getAsLong() - downUntilNanos < 0) {
      return undecided(limit, question);
    }
    try {
      while (true) {
        var lease = lease(name);
        var answer = lease.take(question.units(), buckets, nanos.getAsLong());
        if (answer.isPresent()) { // else it was evicted in between
          isDown = false;
          if (answer.get().isAllowed()) {
            taken.add(lease);
          }
          return answer.get();
        }
      }
    } catch (RateBuckets.Unreachable down) {
      downUntilNanos = nanos.getAsLong() + DOWN.toNanos();
      isDown = true;
      return undecided(limit, question);
    }
  }

  private static Answer undecided(RateLimit limit, Question question) {
    return undecided(limit.limit(), question.failsOpen().orElse(limit.failsOpen()));
  }

  private static Answer undecided(String limit, boolean allowed) {
    return new Answer(allowed, limit, 0, allowed ? Optional.empty() : Optional.of(DOWN), true);
  }

  private synchronized RateLease lease(Name name) {
    var known = leases.get(name);
    var lease = known == null ? new RateLease(name) : known;
    leases.putLast(name, lease); // used last
    if (leases.size() > LEASES_MAX) {
      var eldest = leases.pollFirstEntry();
      if (eldest != null) {
        evicted.add(eldest.getValue());
      }
    }
    return lease;
  }

  /** How many leases are in memory. */
  synchronized int size() {
    return leases.size() + evicted.size();
  }

  /** Gives back what was not spent in time; to be called every second. */
  public void giveBack() {
    List<RateLease> old;
    List<RateLease> gone;
    synchronized (this) {
      old = List.copyOf(leases.values());
      gone = List.copyOf(evicted);
      evicted.clear();
    }
    long now = nanos.getAsLong();
    gone.forEach(lease -> lease.end(buckets));
    old.forEach(lease -> lease.giveBackOld(buckets, now));
  }

  /** Gives back everything, as a process stops. */
  public void giveBackAll() {
    List<RateLease> all;
    synchronized (this) {
      all = new ArrayList<>(leases.values());
      all.addAll(evicted);
      leases.clear();
      evicted.clear();
    }
    all.forEach(lease -> lease.end(buckets));
  }
}
