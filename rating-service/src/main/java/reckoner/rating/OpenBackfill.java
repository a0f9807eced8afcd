package reckoner.rating;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.store.Transactions;

/** Opens backfills, drops what is not wanted any more, and shows them. */
public final class OpenBackfill {
  private final BackfillStore backfills;
  private final Transactions transactions;
  private final InstantSource businessTime;

  public OpenBackfill(
      BackfillStore backfills, Transactions transactions, InstantSource businessTime) {
    this.backfills = backfills;
    this.transactions = transactions;
    this.businessTime = businessTime;
  }

  /** Opens one inside the caller's transaction; the same again answers what is there. */
  public Backfill open(String tenant, String name, Backfill.Scope scope) {
    boolean isNew = backfills.create(tenant, name, scope, businessTime.instant());
    var backfill = backfills.require(tenant, name);
    if (!isNew && !backfill.scope().equals(scope)) {
      throw Refusal.of(
              KitReason.KEY_TAKEN, "backfill %s is known with another scope".formatted(name))
          .asException();
    }
    return backfill;
  }

  /** Drops an open one inside the caller's transaction. */
  public Backfill discard(String tenant, String name) {
    var backfill = backfills.lock(tenant, name);
    return switch (backfill.state()) {
      case DISCARDED -> backfill;
      case CLOSED, REVERTED -> throw backfill.refused("discarded");
      case OPEN -> {
        backfills.discard(tenant, backfill.number());
        yield backfills.require(tenant, name);
      }
    };
  }

  public Backfill find(String tenant, String name) {
    return transactions.read(() -> backfills.require(tenant, name));
  }

  /** At most so many after a name, in these states. */
  public List<Backfill> list(String tenant, Set<Backfill.State> states, String after, int limit) {
    return transactions.read(() -> backfills.list(tenant, states, after, limit));
  }
}
