package reckoner.rating;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reckoner.kit.store.Transactions;
import reckoner.rating.ParkedUsage.Choice;
import reckoner.rating.ParkedUsage.Parked;
import reckoner.rating.ParkedUsage.Place;

/**
 * Takes rejected events again, as if they came in now: what stood in their way may be gone. An
 * event is taken before its rejection is settled; whoever breaks off between the two takes it
 * again, which its key allows.
 */
public final class ReplayRejected {
  /** Of a page; less than a batch of usage may have. */
  public static final int EVENTS_MAX = 1_000;

  private static final int BYTES_MAX = 16 * 1024 * 1024;

  private final ParkedUsage parked;
  private final TakeUsage takeUsage;
  private final Rereading rereading;
  private final Transactions transactions;

  public ReplayRejected(
      ParkedUsage parked, TakeUsage takeUsage, Rereading rereading, Transactions transactions) {
    this.parked = parked;
    this.takeUsage = takeUsage;
    this.rereading = rereading;
    this.transactions = transactions;
  }

  /** Reads what was kept as the door reads what comes now. */
  @FunctionalInterface
  public interface Rereading {
    IncomingUsage read(Parked parked);
  }

  /** What became of a rejected event. */
  public record Replayed(Parked parked, EventOutcome outcome) {}

  /**
   * What became of a page of them.
   *
   * @param position of the ledger where something was stored, else 0
   * @param next after which more follow; empty for none
   */
  public record Replay(List<Replayed> events, long position, Optional<Place> next) {
    public Replay {
      events = List.copyOf(events);
    }
  }

  /**
   * Takes at most so many, from 1 to {@link #EVENTS_MAX}, after a place; returns after a commit.
   */
  public Replay take(String tenant, Choice choice, Optional<Place> after, int limit) {
    var page = transactions.read(() -> parked.page(tenant, choice, after, limit, BYTES_MAX));
    var events = page.parked().stream().map(this::reread).toList();
    var acceptable =
        events.stream().filter(event -> event instanceof IncomingUsage.Acceptable).toList();
    var taken =
        acceptable.isEmpty()
            ? new TakeUsage.Taken(List.of(), 0)
            : takeUsage.run(tenant, acceptable);
    var outcomes = taken.outcomes().iterator();
    var replayed = new ArrayList<Replayed>();
    for (int i = 0; i < events.size(); i++) {
      var outcome =
          switch (events.get(i)) {
            case IncomingUsage.Acceptable _ -> outcomes.next();
            case IncomingUsage.Faulty fault ->
                new EventOutcome.Rejected(fault.reason(), fault.field(), fault.message());
          };
      replayed.add(new Replayed(page.parked().get(i), outcome));
    }
    var next =
        page.isLast() ? Optional.<Place>empty() : Optional.of(page.parked().getLast().place());
    return new Replay(replayed, taken.position(), next);
  }

  /** What was too large to be kept is as it was; only who sent it has it. */
  private IncomingUsage reread(Parked event) {
    if (event.came().isPresent() || event.body().length > 0) {
      return rereading.read(event);
    }
    var place = event.place();
    return new IncomingUsage.Faulty(
        new UsageEvent.Key(place.source(), place.eventId()),
        new byte[0],
        event.body(),
        Optional.empty(),
        event.reason(),
        event.field(),
        event.message(),
        event.origin());
  }

  /** Settles what was taken, inside the caller's transaction. */
  public void settle(String tenant, Replay replay) {
    var places = new ArrayList<Place>();
    var results = new ArrayList<String>();
    var refused = new ArrayList<Parked>();
    for (var event : replay.events()) {
      var known = event.parked();
      switch (event.outcome()) {
        case EventOutcome.Rejected(var reason, var field, var message) ->
            refused.add(
                new Parked(
                    known.place(),
                    known.body(),
                    known.came(),
                    known.origin(),
                    reason,
                    field,
                    message));
        case EventOutcome.Stored(var state, var _) -> {
          places.add(known.place());
          results.add(state.name());
        }
        case EventOutcome.Duplicate _ -> {
          places.add(known.place());
          results.add("DUPLICATE");
        }
        // kept as a conflict from now on
        case EventOutcome.Conflict _ -> {
          places.add(known.place());
          results.add("CONFLICT");
        }
      }
    }
    parked.settle(tenant, places, results);
    parked.keepReasons(tenant, refused);
  }
}
