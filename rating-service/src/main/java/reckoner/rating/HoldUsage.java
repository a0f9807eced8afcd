package reckoner.rating;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.store.Transactions;
import reckoner.rating.BackfillStore.Named;
import reckoner.rating.IncomingUsage.Acceptable;
import reckoner.rating.IncomingUsage.Faulty;
import reckoner.rating.UsageStore.Known;
import reckoner.rating.UsageStore.Placed;

/** Holds events for an open backfill: they count nowhere until it is closed. */
public final class HoldUsage {
  /** Each learns what other streams of the same backfill brought. */
  private static final int ATTEMPTS_MAX = 100;

  private static final EventOutcome.Stored HELD = new EventOutcome.Stored(UsageState.HELD, "");

  /** No batch of the ledger. */
  private final BackfillStore backfills;

  private final UsageLedger ledgers;
  private final UsageStore usage;
  private final UsageStore.Difference difference;
  private final Transactions transactions;

  public HoldUsage(
      BackfillStore backfills,
      UsageLedger ledgers,
      UsageStore usage,
      UsageStore.Difference difference,
      Transactions transactions) {
    this.backfills = backfills;
    this.ledgers = ledgers;
    this.usage = usage;
    this.difference = difference;
    this.transactions = transactions;
  }

  /** Holds a batch; returns after the commit. */
  public List<EventOutcome> run(String tenant, String name, List<IncomingUsage> batch) {
    var backfill = transactions.read(() -> backfills.require(tenant, name));
    var inside = batch.stream().map(element -> checked(backfill, element)).toList();
    // the first of its key is the one that is held; in the order of the table's index, so that
    // streams do not wait for each other in a circle
    var fresh = new TreeMap<KeyHash, Acceptable>();
    for (var element : inside) {
      if (element instanceof Acceptable event) {
        fresh.putIfAbsent(event.keyHash(), event);
      }
    }
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      try {
        return transactions.write(() -> hold(tenant, name, inside, fresh));
      } catch (Outdated again) {
        // another stream brought some of it
      }
    }
    throw new IllegalStateException(
        "a batch was outdated %d times in a row".formatted(ATTEMPTS_MAX));
  }

  private static IncomingUsage checked(Backfill backfill, IncomingUsage element) {
    if (element instanceof Acceptable event) {
      var field = backfill.scope().outside(event.event());
      if (!field.isEmpty()) {
        return new Faulty(
            event.event().key(),
            event.contentHash(),
            event.body(),
            Optional.empty(),
            RatingReason.BACKFILL_SCOPE,
            field,
            "%s is outside the scope of backfill %s".formatted(field, backfill.name()),
            "");
      }
    }
    return element;
  }

  private List<EventOutcome> hold(
      String tenant, String name, List<IncomingUsage> batch, Map<KeyHash, Acceptable> fresh) {
    var backfill = backfills.require(tenant, name);
    requireOpen(backfill);
    var inLedger = usage.known(tenant, fresh.values());
    var named = backfills.named(tenant, backfill.number(), fresh.values());
    var added = new ArrayList<Named>();
    var held = new LinkedHashMap<KeyHash, Placed>();
    fresh.forEach((key, event) -> {
      if (!named.containsKey(key)) {
        added.add(new Named(event, inLedger.containsKey(key)));
        if (!inLedger.containsKey(key)) {
          held.put(key, new Placed(event, Optional.empty(), HELD, List.of()));
        }
      }
    });
    if (backfills.name(tenant, backfill.number(), added) < added.size()) {
      throw new Outdated();
    }
    var known = new HashMap<KeyHash, Known>(named);
    known.putAll(inLedger); // what the ledger says goes before
    var outcomes = new Outcomes(difference, held, known).of(batch);
    keep(tenant, batch, outcomes);
    // the row of the backfill comes last, so that nobody waits for another's work
    if (!added.isEmpty()
        && !backfills.count(tenant, backfill.number(), held.size(), added.size() - held.size())) {
      requireOpen(backfills.require(tenant, name));
      throw Refusal.of(
              RatingReason.BACKFILL_FULL,
              "backfill %s would name more than %,d events".formatted(name, Backfill.EVENTS_MAX))
          .asException();
    }
    return outcomes;
  }

  private static void requireOpen(Backfill backfill) {
    if (backfill.state() != Backfill.State.OPEN) {
      throw backfill.refused("added to");
    }
  }

  /** What is refused is kept for audit, as that of any other door. */
  private void keep(String tenant, List<IncomingUsage> batch, List<EventOutcome> outcomes) {
    var rejected = Outcomes.rejected(batch).toList();
    var conflicts = Outcomes.conflicts(batch, outcomes).toList();
    if (!rejected.isEmpty() || !conflicts.isEmpty()) {
      long kept = ledgers.newBatch();
      usage.keep(tenant, kept, "REJECTED", rejected);
      usage.keep(tenant, kept, "CONFLICT", conflicts);
    }
  }
}
