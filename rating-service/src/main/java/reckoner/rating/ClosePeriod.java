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
  private final Catalog catalog;
  private final Transactions transactions;
  private final InstantSource businessTime;

  public ClosePeriod(
      ContractStore contracts,
      UsageLedger ledgers,
      UsageStore usage,
      Catalog catalog,
      Transactions transactions,
      InstantSource businessTime) {
    this.contracts = contracts;
    this.ledgers = ledgers;
    this.usage = usage;
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
    sum(tenant, terms, period, usagePosition, new Sums(totals, metered, atCutoff, newest));
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
      UsageTotals totals, Map<Charge, MeteredTotals> metered, Pricing atCutoff, Pricing newest) {
    void add(UsageCharges charges, UsageEvent event) {
      boolean counted = false;
      if (charges.book().isPresent() && event.modelUse().isPresent()) {
        counted = true;
        switch (atCutoff.price(charges.book().get(), event)) {
          case Pricing.Priced priced -> totals.add(event, priced, false);
          case Pricing.Unpriced _ ->
              addLater(totals, newest.price(charges.book().get(), event), event);
        }
      }
      for (var one : metered.entrySet()) {
        if (((Metered) one.getKey().terms()).meter().filter().holds(event)) {
          counted = true;
          add(one.getValue(), event);
        }
      }
      if (!counted && event.modelUse().isPresent()) {
        totals.addUnpriced(event, RatingReason.NO_PRICE);
      }
    }

    private void add(MeteredTotals charge, UsageEvent event) {
      if (charge.add(event, atCutoff.metered()) == null) {
        return;
      }
      var reason = charge.add(event, newest.metered());
      if (reason == null) {
        totals.pricedLater();
      } else {
        totals.addUnpriced(event, reason);
      }
    }
  }

  private void sum(
      String tenant, ContractTerms terms, StoredPeriod period, long usagePosition, Sums sums) {
    var charges = terms.usageCharges();
    var place = Place.BEFORE_ALL;
    List<Placement> page;
    do {
      // a page is read by itself, so that no connection waits for the catalog
      var after = place;
      page = transactions.read(() -> usage.page(tenant, period, usagePosition, after, PAGE_EVENTS));
      for (var placement : page) {
        sums.add(charges, placement.event());
        place = placement.place();
      }
    } while (page.size() == PAGE_EVENTS);
  }

  /** Adding the missing price is the cure, whenever it is added (RULES D5). */
  private static void addLater(UsageTotals totals, Pricing.Result result, UsageEvent event) {
    switch (result) {
      case Pricing.Priced priced -> totals.add(event, priced, true);
      case Pricing.Unpriced(var reason) -> totals.addUnpriced(event, reason);
    }
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
    contracts.close(tenant, charges, receiptHash, reply);
    usage.settle(tenant, stored);
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
