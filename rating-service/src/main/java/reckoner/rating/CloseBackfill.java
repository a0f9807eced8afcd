package reckoner.rating;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reckoner.kit.store.Transactions;
import reckoner.rating.BackfillStore.Holding;
import reckoner.rating.BulkChanges.Page;
import reckoner.rating.UsageCorrections.Current;
import reckoner.rating.UsageStore.Place;
import reckoner.rating.UsageStore.Range;

/**
 * Makes what a backfill holds facts of the ledger, all at one position, and voids at that position
 * what it stands for (RULES B4, G1).
 */
public final class CloseBackfill {
  private static final UsageEvent.Key BEFORE_ALL = new UsageEvent.Key("", "");

  private final BackfillStore backfills;
  private final UsageLedger ledgers;
  private final BulkChanges changes;
  private final Transactions transactions;

  public CloseBackfill(
      BackfillStore backfills,
      UsageLedger ledgers,
      BulkChanges changes,
      Transactions transactions) {
    this.backfills = backfills;
    this.ledgers = ledgers;
    this.changes = changes;
    this.transactions = transactions;
  }

  /** A close that was rehearsed. */
  public static final class Prepared {
    private final BulkChanges.Basis basis;
    private final long held;

    private Prepared(BulkChanges.Basis basis, long held) {
      this.basis = basis;
      this.held = held;
    }
  }

  /** Asks for prices, outside any transaction; refuses nothing that is there. */
  public Prepared prepare(String tenant, String name) {
    var basis = changes.basis(tenant);
    var backfill = transactions.read(() -> backfills.require(tenant, name));
    if (backfill.state() == Backfill.State.OPEN) {
      long position = transactions.read(() -> ledgers.position(tenant));
      forEachReplaced(
          tenant,
          backfill,
          new Range(0, position),
          gone -> changes.rehearse(tenant, basis, Page.gone(gone)));
      forEachHeld(tenant, backfill, page -> changes.rehearse(tenant, basis, page));
    }
    return new Prepared(basis, backfill.heldEvents());
  }

  /** After the commit. */
  public void committed(String tenant, Prepared prepared) {
    changes.committed(tenant, prepared.basis);
  }

  /** Closes it inside the caller's transaction. */
  public Backfill run(String tenant, String name, Prepared prepared) {
    ledgers.enterAlone(tenant);
    var backfill = backfills.lock(tenant, name);
    return switch (backfill.state()) {
      case CLOSED -> backfill;
      case DISCARDED, REVERTED -> throw backfill.refused("closed");
      case OPEN -> {
        if (backfill.heldEvents() != prepared.held) {
          throw new Outdated(); // more came since
        }
        close(tenant, backfill, prepared);
        yield backfills.require(tenant, name);
      }
    };
  }

  private void close(String tenant, Backfill backfill, Prepared prepared) {
    var change = changes.begin(tenant, prepared.basis, backfill.scope().reason());
    forEachReplaced(
        tenant, backfill, new Range(0, change.seen()), gone -> change.apply(Page.gone(gone)));
    forEachHeld(tenant, backfill, change::apply);
    var ledger = change.lock();
    if (ledger.position() > change.seen()) {
      forEachReplaced(
          tenant, backfill, new Range(change.seen(), ledger.position()), change::endLate);
    }
    var stored = change.store(ledger);
    backfills.close(
        tenant,
        backfill.number(),
        new Backfill.Closing(
            stored, change.states(), change.duplicates(), change.conflicts(), change.gone()));
  }

  private void forEachHeld(String tenant, Backfill backfill, Consumer<Page> consumer) {
    var after = KeyHash.BEFORE_ALL;
    List<IncomingUsage.Acceptable> page;
    do {
      var from = after;
      page = read(() -> backfills.held(tenant, backfill.number(), from, BulkChanges.PAGE_EVENTS));
      if (!page.isEmpty()) {
        consumer.accept(Page.come(page));
        after = page.getLast().keyHash();
      }
    } while (page.size() == BulkChanges.PAGE_EVENTS);
  }

  /**
   * What holds in a backfill's scope and it does not name itself; nothing where it replaces none.
   */
  private void forEachReplaced(
      String tenant, Backfill backfill, Range between, Consumer<List<Current>> consumer) {
    if (!backfill.scope().replaces()) {
      return;
    }
    for (var part : read(() -> backfills.parts(tenant, backfill.scope()))) {
      var after = Place.BEFORE_ALL;
      List<Holding> page;
      do {
        var from = after;
        page =
            read(() ->
                backfills.holding(tenant, backfill, part, between, from, BulkChanges.PAGE_EVENTS));
        if (!page.isEmpty()) {
          accept(backfill, page.stream().map(Holding::current).toList(), consumer);
          after = page.getLast().place();
        }
      } while (page.size() == BulkChanges.PAGE_EVENTS);
    }
    var after = BEFORE_ALL;
    List<Current> page;
    do {
      var from = after;
      page =
          read(() -> backfills.waiting(tenant, backfill, between, from, BulkChanges.PAGE_EVENTS));
      if (!page.isEmpty()) {
        accept(backfill, page, consumer);
        after = page.getLast().event().key();
      }
    } while (page.size() == BulkChanges.PAGE_EVENTS);
  }

  private static void accept(
      Backfill backfill, List<Current> found, Consumer<List<Current>> consumer) {
    var replaced =
        found.stream().filter(one -> backfill.scope().outside(one.event()).isEmpty()).toList();
    if (!replaced.isEmpty()) {
      consumer.accept(replaced);
    }
  }

  /** A page is read by itself, so that no connection waits for the catalog. */
  private <T> T read(Supplier<T> work) {
    return transactions.read(work);
  }
}
