package reckoner.rating;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import reckoner.kit.store.Transactions;
import reckoner.pricing.Period;
import reckoner.rating.SpendWatches.Look;
import reckoner.rating.SpendWatches.Seen;

/**
 * Looks at what watched contracts spend: finds the periods whose usage changed, rates each once
 * however much came, and tells what was reached.
 *
 * <p>Changed periods stand in a queue in the database, so that replicas share the work and a crash
 * loses none. A period is rated outside any transaction; what it comes to, what it reached and what
 * is told of it are stored in one, under the lock of the contract's watch. What was reached has a
 * key for ever, so that looks which overlap tell it once.
 */
public final class LookAtSpend {
  private static final int LOOKS_AT_ONCE = 20;

  /** In one run; the rest waits for the next. */
  private static final int LOOKS_MAX = 2_000;

  private static final int EXPIRED_AT_ONCE = 1_000;

  /** What gauges hold costs more as time passes, though nothing is reported. */
  private static final Duration GROWN = Duration.ofHours(1);

  private final ContractStore contracts;
  private final SpendWatches watches;
  private final Outbox outbox;
  private final QueryPeriod queryPeriod;
  private final Catalog catalog;
  private final Transactions transactions;
  private final InstantSource businessTime;

  public LookAtSpend(
      ContractStore contracts,
      SpendWatches watches,
      Outbox outbox,
      QueryPeriod queryPeriod,
      Catalog catalog,
      Transactions transactions,
      InstantSource businessTime) {
    this.contracts = contracts;
    this.watches = watches;
    this.outbox = outbox;
    this.queryPeriod = queryPeriod;
    this.catalog = catalog;
    this.transactions = transactions;
    this.businessTime = businessTime;
  }

  /**
   * Looks at everything that changed since the last time, and forgets news that are too old.
   *
   * @param failures what could not be looked at; it is tried again, a period after a minute
   */
  public void run(BiConsumer<String, RuntimeException> failures) {
    var now = businessTime.instant();
    for (var tenant : transactions.read(() -> watches.tenants(now))) {
      guarded(tenant, failures, () -> gather(tenant, now));
    }
    List<Look> looks;
    int looked = 0;
    do {
      looks = transactions.write(() -> watches.take(now, LOOKS_AT_ONCE));
      looks.forEach(look ->
          guarded(
              "%s of %s at %s".formatted(look.contract(), look.tenant(), look.periodStart()),
              failures,
              () -> lookAt(look, now)));
      looked += looks.size();
    } while (looks.size() == LOOKS_AT_ONCE && looked < LOOKS_MAX);
    transactions.write(() -> outbox.expire(EXPIRED_AT_ONCE));
  }

  private static void guarded(
      String what, BiConsumer<String, RuntimeException> failures, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failure) {
      failures.accept(what, failure);
    }
  }

  private void gather(String tenant, Instant now) {
    long catalogPosition = catalog.newestPosition(tenant);
    transactions.write(() -> {
      watches.gather(tenant, now, catalogPosition);
      return tenant;
    });
  }

  /** What a look has rated. */
  private record Rated(Map<Instant, SpendSnapshot> spend, long catalogPosition) {}

  private void lookAt(Look look, Instant now) {
    var terms =
        transactions.read(() -> contracts.find(look.tenant(), look.contract()).orElseThrow());
    var rated = rate(look, terms, now);
    transactions.write(() -> {
      if (watches.lockWatch(look)) {
        store(look, terms, rated, now);
      }
      return look;
    });
  }

  /** The period, and those of commitments' terms that nobody has looked at. */
  private Rated rate(Look look, ContractTerms terms, Instant now) {
    long catalogPosition = catalog.newestPosition(look.tenant());
    var starts = new HashSet<Instant>();
    transactions
        .read(() -> watches.thresholds(look.tenant(), look.contract()))
        .forEach(stored ->
            stored
                .threshold()
                .term()
                .filter(term -> term.contains(look.periodStart()))
                .ifPresent(term -> starts.addAll(started(terms, term, now))));
    transactions
        .read(() -> watches.seen(look.tenant(), look.contract(), starts))
        .forEach(seen -> starts.remove(seen.spend().period().start()));
    starts.add(look.periodStart());
    var spend = new HashMap<Instant, SpendSnapshot>();
    for (var start : starts) {
      var question = new QueryPeriod.Question(look.contract(), start, Optional.empty());
      spend.put(start, SpendSnapshot.of(queryPeriod.run(look.tenant(), question)));
    }
    return new Rated(spend, catalogPosition);
  }

  private static List<Instant> started(ContractTerms terms, Period term, Instant now) {
    return terms.periods().stream()
        .map(Period::start)
        .filter(start -> term.contains(start) && !start.isAfter(now))
        .toList();
  }

  private void store(Look look, ContractTerms terms, Rated rated, Instant now) {
    var tenant = look.tenant();
    rated.spend().values().forEach(spend -> watches.see(tenant, spend, rated.catalogPosition()));
    var seen = seen(look, Set.of(look.periodStart())).getFirst();
    var news = new ArrayList<SpendNews>();
    for (var stored : watches.thresholds(tenant, look.contract())) {
      if (!stored.isRemoved()) {
        reached(look, terms, stored, seen.spend(), now)
            .filter(reached -> watches.reach(tenant, reached))
            .ifPresent(news::add);
      }
    }
    var later =
        Stream.of(tell(tenant, seen, now, news), growing(terms, seen.spend().period(), now))
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder());
    if (!news.isEmpty()) {
      outbox.add(tenant, news);
    }
    later.ifPresentOrElse(time -> watches.again(look, time), () -> watches.done(look));
  }

  /** When a running period of gauges is looked at again, at its end the last time. */
  private static Optional<Instant> growing(ContractTerms terms, Period period, Instant now) {
    if (!terms.hasGauges() || !now.isBefore(period.end())) {
      return Optional.empty();
    }
    var next = now.plus(GROWN);
    return Optional.of(next.isBefore(period.end()) ? next : period.end());
  }

  private List<Seen> seen(Look look, Set<Instant> starts) {
    return watches.seen(look.tenant(), look.contract(), starts);
  }

  private Optional<SpendNews.Reached> reached(
      Look look,
      ContractTerms terms,
      SpendWatches.Stored stored,
      SpendSnapshot spend,
      Instant now) {
    var threshold = stored.threshold();
    var span = threshold.term().orElseGet(spend::period);
    if (!span.contains(look.periodStart()) || !stored.setTime().isBefore(span.end())) {
      return Optional.empty();
    }
    var periods = List.of(spend);
    if (threshold.term().isPresent()) {
      var starts = new HashSet<>(started(terms, span, now));
      starts.add(look.periodStart());
      periods = seen(look, starts).stream().map(Seen::spend).toList();
      if (periods.size() < starts.size()) { // it was set meanwhile: another look will see all
        return Optional.empty();
      }
    }
    var counted = threshold.countedOf(periods);
    return threshold.isReachedBy(counted)
        ? Optional.of(new SpendNews.Reached(threshold, span, counted, spend, now))
        : Optional.empty();
  }

  /** Tells a change of a followed contract; answers when, if it is too early. */
  private Optional<Instant> tell(String tenant, Seen seen, Instant now, List<SpendNews> news) {
    var every = watches.follow(tenant, seen.spend().contract());
    if (every.isEmpty() || seen.isTold()) {
      return Optional.empty();
    }
    var due = seen.sentTime().map(sent -> sent.plus(every.get())).orElse(now);
    if (due.isAfter(now)) {
      return Optional.of(due);
    }
    watches.tell(tenant, seen.spend(), now);
    news.add(new SpendNews.Changed(seen.spend(), now));
    return Optional.empty();
  }
}
