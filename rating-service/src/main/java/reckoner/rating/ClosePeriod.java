package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.store.Transactions;
import reckoner.pricing.Rate;
import reckoner.pricing.Rounding;
import reckoner.pricing.UsageLine;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.ContractTerms.Metered;
import reckoner.rating.ContractTerms.ModelUsage;
import reckoner.rating.ContractTerms.Recurring;
import reckoner.rating.PeriodCharges.DueCharge;
import reckoner.rating.PeriodCharges.UnpricedUsage;
import reckoner.rating.Pricing.Covered;
import reckoner.rating.Pricing.Uncovered;
import reckoner.rating.UsageStore.Place;
import reckoner.rating.UsageStore.Placement;

/**
 * Closes a period: reads every ledger at the position that was sealed at the cut-off and computes
 * what is due (RULES B4, B5).
 */
public final class ClosePeriod {
  private static final int PAGE_EVENTS = 2_000;

  private final ContractStore contracts;
  private final UsageLedger ledgers;
  private final UsageStore usage;
  private final UsageAggregates aggregates;
  private final Catalog catalog;
  private final Transactions transactions;
  private final InstantSource businessTime;

  public ClosePeriod(
      ContractStore contracts,
      UsageLedger ledgers,
      UsageStore usage,
      UsageAggregates aggregates,
      Catalog catalog,
      Transactions transactions,
      InstantSource businessTime) {
    this.contracts = contracts;
    this.ledgers = ledgers;
    this.usage = usage;
    this.aggregates = aggregates;
    this.catalog = catalog;
    this.transactions = transactions;
    this.businessTime = businessTime;
  }

  /** What a close came to. */
  public sealed interface Closing {}

  /** Was closed before, with this answer. */
  public record Closed(byte[] reply) implements Closing {}

  /** Every unit has a price; the charges are ready to be fixed. */
  public record Ready(PeriodCharges charges) implements Closing {}

  /** Unpriced usage stands in the way; nothing is fixed. */
  public record Blocked(PeriodCharges period, List<UnpricedUsage> unpriced, long unpricedEvents)
      implements Closing {
    public Blocked {
      unpriced = List.copyOf(unpriced);
    }
  }

  /** The stored answer of a closed period. */
  public Optional<byte[]> reply(String tenant, String contract, Instant periodStart) {
    return transactions.read(() -> stored(tenant, contract, periodStart).closedReply());
  }

  /** Computes a close, outside any transaction of the caller. */
  public Closing compute(String tenant, String contract, Instant periodStart) {
    var period = transactions.read(() -> stored(tenant, contract, periodStart));
    if (period.closedReply().isPresent()) {
      return new Closed(period.closedReply().get());
    }
    if (businessTime.instant().isBefore(period.cutoffTime())) {
      throw Refusal.of(
              RatingReason.PERIOD_OPEN,
              "period %s of contract %s can be closed from %s on"
                  .formatted(periodStart, contract, period.cutoffTime()))
          .asException();
    }
    var terms = transactions.read(() -> contracts.find(tenant, contract).orElseThrow());
    var usagePosition =
        transactions.write(() -> {
          ledgers.seal(tenant, period.cutoffTime());
          return ledgers.positionBefore(tenant, period.cutoffTime());
        });
    var catalogPosition = catalog.positionKnownBefore(tenant, period.cutoffTime());
    return compute(tenant, terms, period, usagePosition, catalogPosition);
  }

  private Closing compute(
      String tenant,
      ContractTerms terms,
      StoredPeriod period,
      long usagePosition,
      long catalogPosition) {
    var atCutoff = new Pricing(catalog, tenant, catalogPosition);
    var newestPosition = catalog.newestPosition(tenant);
    var newest =
        newestPosition == catalogPosition ? atCutoff : new Pricing(catalog, tenant, newestPosition);
    var totals = new UsageTotals(newestPosition);
    var metered = new LinkedHashMap<Charge, MeteredTotals>();
    terms
        .usageCharges()
        .metered()
        .forEach(charge -> metered.put(charge, new MeteredTotals(charge, period.period())));
    sum(
        tenant,
        period,
        usagePosition,
        new Sums(terms.usageCharges(), totals, metered, atCutoff, newest));
    var charges = new ArrayList<DueCharge>();
    for (var charge : terms.charges()) {
      switch (charge.terms()) {
        case ModelUsage model ->
            charges.addAll(
                totals.charges(charge, model, period.period().start(), terms.currency()));
        case Recurring(var amount) ->
            charges.add(recurring(charge, amount, period.period().start(), terms));
        case Metered _ ->
            charges.addAll(
                Objects.requireNonNull(metered.get(charge))
                    .charges(terms.currency(), atCutoff.metered()));
      }
    }
    var result =
        new PeriodCharges(
            terms.contract(),
            terms.customer(),
            terms.currency().getCurrencyCode(),
            period.period(),
            period.cutoffTime(),
            usagePosition,
            catalogPosition,
            totals.latePricePosition(),
            totals.unpriced().isEmpty() ? charges : List.of());
    return totals.unpriced().isEmpty()
        ? new Ready(result)
        : new Blocked(result, totals.unpriced(), totals.unpricedEvents());
  }

  /** Where a period's usage is summed, and the prices at the cut-off and now. */
  private record Sums(
      UsageCharges charges,
      UsageTotals totals,
      Map<Charge, MeteredTotals> metered,
      Pricing atCutoff,
      Pricing newest) {
    void add(UsageEvent event) {
      for (var counting : atCutoff.rate(charges, event)) {
        switch (counting) {
          case Covered(var _, var shares) ->
              shares.forEach(share -> add(share, share.quantity(), 1, false));
          case Uncovered none -> addLater(none, event);
        }
      }
    }

    /** Adding the missing price is the cure, whenever it is added (RULES D5). */
    private void addLater(Uncovered none, UsageEvent event) {
      var later =
          newest.rate(charges, event).stream()
              .filter(Covered.class::isInstance)
              .map(Covered.class::cast)
              .filter(covered -> covered.charge().equals(none.charge()))
              .findFirst();
      if (later.isPresent()) {
        totals.pricedLater();
        later.get().shares().forEach(share -> add(share, share.quantity(), 1, true));
      } else {
        totals.addUnpriced(event, none.reason());
      }
    }

    void add(Share share, BigDecimal quantity, long events, boolean later) {
      switch (share) {
        case Share.OfModel model -> totals.add(model, quantity, later);
        case Share.Metered usage ->
            Objects.requireNonNull(metered.get(usage.charge())).add(usage, quantity, events);
      }
    }

    /** The share of an aggregate's sample that falls into its cell; none where prices moved. */
    Optional<Share> shareOf(UsageAggregates.Sum sum) {
      return atCutoff.rate(charges, sum.sample()).stream()
          .filter(Covered.class::isInstance)
          .flatMap(counting -> ((Covered) counting).shares().stream())
          .filter(share -> isIn(sum.cell(), share))
          .findFirst();
    }

    private static boolean isIn(KeyHash cell, Share share) {
      var own = share.cell();
      return own != null && Share.hash(own).equals(cell);
    }
  }

  private void sum(String tenant, StoredPeriod period, long usagePosition, Sums sums) {
    if (!sumAggregates(tenant, period, sums)) {
      forEach(place -> usage.page(tenant, period, usagePosition, place, PAGE_EVENTS), sums::add);
    }
  }

  /**
   * Sums a period by its aggregates and the events that had no price; does nothing where they do
   * not say everything: an aggregation that needs each event, or prices that moved since.
   */
  private boolean sumAggregates(String tenant, StoredPeriod period, Sums sums) {
    boolean needsEvents =
        sums.charges().metered().stream()
            .anyMatch(charge -> !((Metered) charge.terms()).meter().isAdditive());
    if (!period.isAggregated() || needsEvents) {
      return false;
    }
    var found = new ArrayList<Runnable>();
    for (var sum : transactions.read(() -> aggregates.of(tenant, period))) {
      var share = sums.shareOf(sum);
      if (share.isEmpty()) {
        return false;
      }
      found.add(() -> sums.add(share.get(), sum.quantity(), sum.events(), false));
    }
    found.forEach(Runnable::run);
    forEach(place -> usage.unpriced(tenant, period, place, PAGE_EVENTS), sums::add);
    return true;
  }

  /** A page is read by itself, so that no connection waits for the catalog. */
  private void forEach(Function<Place, List<Placement>> pages, Consumer<UsageEvent> consumer) {
    var place = Place.BEFORE_ALL;
    List<Placement> page;
    do {
      var after = place;
      page = transactions.read(() -> pages.apply(after));
      for (var placement : page) {
        consumer.accept(placement.event());
        place = placement.place();
      }
    } while (page.size() == PAGE_EVENTS);
  }

  private static DueCharge recurring(
      ContractTerms.Charge charge, BigDecimal amount, Instant periodStart, ContractTerms terms) {
    var price = new Rate(amount, 1);
    var step =
        new UsageLine.Step(
            "",
            BigDecimal.ONE,
            BigDecimal.ZERO,
            BigDecimal.ONE,
            price,
            price.of(BigDecimal.ONE),
            new Rate(BigDecimal.ZERO, 1));
    var line =
        new UsageLine(
            List.of(step),
            BigDecimal.ONE,
            BigDecimal.ZERO,
            BigDecimal.ONE,
            step.amountExact(),
            Rounding.of(terms.currency()).round(step.amountExact()),
            BigDecimal.ZERO);
    return new DueCharge(
        charge.charge(),
        charge.displayName(),
        UsageTotals.part(charge.charge(), Optional.empty(), periodStart),
        new PeriodCharges.FixedLine(line));
  }

  /**
   * Makes the charges due inside the caller's transaction; answers the reply that holds for ever,
   * which is an earlier one if another call was first.
   */
  public byte[] fix(String tenant, PeriodCharges charges, String receiptHash, byte[] reply) {
    var start = charges.period().start();
    ledgers.lock(tenant); // a batch that is under way comes first, and is seen to be late
    var stored = contracts.lockPeriod(tenant, charges.contract(), start);
    if (stored.closedReply().isPresent()) {
      return stored.closedReply().get();
    }
    if (usage.settle(tenant, stored) > 0) { // what had no price is in no aggregate
      contracts.distrustAggregates(tenant, stored.contract(), stored.number());
    }
    contracts.close(tenant, charges, receiptHash, reply);
    return reply;
  }

  private StoredPeriod stored(String tenant, String contract, Instant periodStart) {
    return contracts
        .period(tenant, contract, periodStart)
        .orElseThrow(() ->
            Refusal.of(
                    KitReason.NOT_FOUND,
                    "contract %s has no period that starts at %s".formatted(contract, periodStart))
                .asException());
  }
}
