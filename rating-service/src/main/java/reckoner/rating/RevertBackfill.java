package reckoner.rating;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.store.Transactions;
import reckoner.rating.BackfillStore.Voided;
import reckoner.rating.BulkChanges.Page;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.UsageCorrections.Restoring;

/**
 * Takes a closed backfill back, at one later position: what holds of its events is voided, and what
 * it had voided holds again by a new fact with the same content (RULES G1).
 */
public final class RevertBackfill {
  private final BackfillStore backfills;
  private final UsageLedger ledgers;
  private final UsageCorrections corrections;
  private final BulkChanges changes;
  private final Transactions transactions;

  public RevertBackfill(
      BackfillStore backfills,
      UsageLedger ledgers,
      UsageCorrections corrections,
      BulkChanges changes,
      Transactions transactions) {
    this.backfills = backfills;
    this.ledgers = ledgers;
    this.corrections = corrections;
    this.changes = changes;
    this.transactions = transactions;
  }

  /** A revert that was rehearsed. */
  public static final class Prepared {
    private final BulkChanges.Basis basis;
    private final Backfill.State state;

    private Prepared(BulkChanges.Basis basis, Backfill.State state) {
      this.basis = basis;
      this.state = state;
    }
  }

  /** Asks for prices, outside any transaction; refuses nothing that is there. */
  public Prepared prepare(String tenant, String name) {
    var basis = changes.basis(tenant);
    var backfill = transactions.read(() -> backfills.require(tenant, name));
    if (backfill.state() == Backfill.State.CLOSED) {
      forEachPage(tenant, backfill, page -> changes.rehearse(tenant, basis, page));
    }
    return new Prepared(basis, backfill.state());
  }

  /** After the commit. */
  public void committed(String tenant, Prepared prepared) {
    changes.committed(tenant, prepared.basis);
  }

  /** Reverts it inside the caller's transaction. */
  public Backfill run(String tenant, String name, Prepared prepared) {
    ledgers.enterAlone(tenant);
    var backfill = backfills.lock(tenant, name);
    return switch (backfill.state()) {
      case REVERTED -> backfill;
      case OPEN, DISCARDED -> throw backfill.refused("reverted");
      case CLOSED -> {
        if (prepared.state != Backfill.State.CLOSED) {
          throw new Outdated(); // it was closed since
        }
        revert(tenant, backfill, prepared);
        yield backfills.require(tenant, name);
      }
    };
  }

  private void revert(String tenant, Backfill backfill, Prepared prepared) {
    var closed = backfill.closing().orElseThrow().stored();
    for (var later : backfills.replacingAfter(tenant, closed.position())) {
      // what it brought may have been amended into the scope of the later one
      if (later.scope().overlaps(backfill.scope())
          || backfills.hasVoided(tenant, later, backfill)) {
        throw Refusal.of(
                RatingReason.BACKFILL_SUPERSEDED,
                "backfill %s stands for part of what %s is about; it is reverted first"
                    .formatted(later.name(), backfill.name()))
            .asException();
      }
    }
    var change = changes.begin(tenant, prepared.basis, backfill.scope().reason());
    forEachPage(tenant, backfill, change::apply);
    var stored = change.store(change.lock());
    backfills.revert(
        tenant, backfill.number(), new Backfill.Reverting(stored, change.states(), change.gone()));
  }

  private void forEachPage(String tenant, Backfill backfill, Consumer<Page> consumer) {
    forEach(
        after -> backfills.stored(tenant, backfill, after, BulkChanges.PAGE_EVENTS),
        key -> key,
        keys -> consumer.accept(gone(tenant, keys)));
    forEach(
        after -> backfills.voided(tenant, backfill, after, BulkChanges.PAGE_EVENTS),
        Voided::event,
        voided -> consumer.accept(restored(voided, backfill.scope().reason())));
  }

  /** Whatever holds of the backfill's events, corrected or not. */
  private Page gone(String tenant, List<KeyHash> keys) {
    var current = transactions.read(() -> corrections.current(tenant, keys));
    return Page.gone(
        current.values().stream().filter(one -> one.state() != UsageState.VOIDED).toList());
  }

  private static Page restored(List<Voided> voided, String reason) {
    var come = new ArrayList<Acceptable>();
    var restored = new ArrayList<Restoring>();
    for (var one : voided) {
      int generation = one.generation() + 1;
      var row = KeyHash.ofAmendment(one.was().key(), generation);
      come.add(new Acceptable(one.was(), row, one.contentHash(), one.body()));
      restored.add(new Restoring(one.event(), generation, row, reason));
    }
    come.sort(Comparator.comparing(Acceptable::keyHash));
    return new Page(List.of(), come, restored);
  }

  /** A page is read by itself, so that no connection waits for the catalog. */
  private <T> void forEach(
      Function<KeyHash, List<T>> pages, Function<T, KeyHash> keyOf, Consumer<List<T>> consumer) {
    var after = KeyHash.BEFORE_ALL;
    List<T> page;
    do {
      var from = after;
      page = transactions.read(() -> pages.apply(from));
      if (!page.isEmpty()) {
        consumer.accept(page);
        after = keyOf.apply(page.getLast());
      }
    } while (page.size() == BulkChanges.PAGE_EVENTS);
  }
}
