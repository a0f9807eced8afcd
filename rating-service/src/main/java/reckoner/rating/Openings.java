package reckoner.rating;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reckoner.kit.store.Transactions;
import reckoner.pricing.meter.Mark;
import reckoner.pricing.model.Usage;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.ContractTerms.Metered;
import reckoner.rating.PeriodCharges.Known;

/**
 * What gauges hold when a period begins: the last reading of the same charge in the contract's
 * earlier periods, as known at the same position; 0 where there is none. It is of the line whose
 * price it has at the period's start, which holds it through a period without readings too.
 */
final class Openings {
  private final RatePeriod ratePeriod;
  private final ContractStore contracts;
  private final KeptWindows windows;
  private final Catalog catalog;
  private final Transactions transactions;

  Openings(
      RatePeriod ratePeriod,
      ContractStore contracts,
      KeptWindows windows,
      Catalog catalog,
      Transactions transactions) {
    this.ratePeriod = ratePeriod;
    this.contracts = contracts;
    this.windows = windows;
    this.catalog = catalog;
    this.transactions = transactions;
  }

  /** A period that begins, what is known and its prices. */
  record At(StoredPeriod period, Known known, Prices prices) {}

  private record LineName(Charge charge, String identity) {}

  /**
   * A reading that holds on.
   *
   * @param like its usage
   * @param pricePosition the last one of the catalog that was asked for its line
   */
  private record Held(Mark reading, UsageEvent event, Usage like, long pricePosition) {
    static Held of(Metered terms, Mark reading, UsageEvent event, Prices prices) {
      var usage = terms.meter().usage(event).orElseThrow();
      var held = new Held(reading, event, usage, 0);
      return held.foundBy(prices.find(terms, usage));
    }

    Usage at(Instant time) {
      return new Usage(like.quantity(), time, like.dimensions(), like.quantities());
    }

    Held foundBy(Prices.@Nullable Found found) {
      return found == null
          ? this
          : new Held(reading, event, like, Math.max(pricePosition, found.by().position()));
    }

    Held orLater(Held other) {
      return reading.compareTo(other.reading) < 0 ? other : this;
    }
  }

  /** Lets the lines of a period's gauges begin with what they hold. */
  void into(String tenant, ContractTerms terms, At at, PeriodSums sums) {
    if (!terms.hasGauges()) {
      return;
    }
    Map<LineName, Held> held = new HashMap<>();
    var kept = kept(terms);
    var pricesByPosition = new HashMap<Long, Prices>();
    for (var period : terms.periods().subList(0, at.period().number())) {
      var earlier =
          transactions.read(
              () -> contracts.requirePeriod(tenant, terms.contract(), period.start()));
      var prices =
          pricesByPosition.computeIfAbsent(
              closed(tenant, earlier, at), position -> prices(tenant, position, at));
      held = begun(held, period.start(), prices);
      held.putAll(read(tenant, kept, earlier, at.known().usagePosition(), prices));
    }
    var start = at.period().period().start();
    begun(held, start, at.prices())
        .forEach((line, last) -> {
          sums.pricedAt(last.pricePosition());
          if (last.reading().quantity().signum() != 0) {
            sums.open(line.charge(), line.identity(), last.at(start), last.event());
          }
        });
  }

  /**
   * What is held when a period begins, by the lines of the prices in force then; of those that meet
   * in one the latest reading holds. What has no price stays where it is.
   */
  private static Map<LineName, Held> begun(Map<LineName, Held> held, Instant start, Prices prices) {
    var begun = new HashMap<LineName, Held>();
    held.forEach((line, last) -> {
      var found = prices.find((Metered) line.charge().terms(), last.at(start));
      var now =
          found == null
              ? line
              : new LineName(line.charge(), MeteredTotals.identity(found.price(), false));
      begun.merge(now, last.foundBy(found), Held::orLater);
    });
    return begun;
  }

  /** The last readings of an earlier period, by its lines. */
  private Map<LineName, Held> read(
      String tenant, ContractTerms kept, StoredPeriod earlier, long position, Prices prices) {
    var last = new HashMap<LineName, Mark>();
    ratePeriod
        .lastReadings(tenant, kept, earlier, position, prices)
        .windowed()
        .forEach((charge, totals) -> {
          if (charge.isOfGauge()) {
            totals
                .all()
                .forEach((identity, line) -> {
                  var reading = line.last();
                  if (reading != null) {
                    last.put(new LineName(charge, identity), reading);
                  }
                });
          }
        });
    var keys = last.values().stream().map(Share::keyOf).distinct().toList();
    var events = windows.asKnown(tenant, keys, position);
    var held = new HashMap<LineName, Held>();
    last.forEach((line, reading) -> {
      var event = Objects.requireNonNull(events.get(Share.keyOf(reading)));
      held.put(line, Held.of((Metered) line.charge().terms(), reading, event, prices));
    });
    return held;
  }

  /** The charges that are kept by windows alone. */
  private static ContractTerms kept(ContractTerms terms) {
    List<Charge> charges =
        terms.charges().stream()
            .filter(charge -> charge.terms() instanceof Metered metered && metered.meter().isKept())
            .toList();
    return new ContractTerms(
        terms.contract(),
        terms.customer(),
        terms.zone(),
        terms.currency(),
        terms.periods(),
        charges,
        terms.activateTime(),
        terms.usageGrace(),
        terms.rateLimits());
  }

  /** The catalog's position at which the earlier period was closed: it decides a reading's line. */
  private long closed(String tenant, StoredPeriod earlier, At at) {
    Instant cutoff = earlier.cutoffTime();
    var known = at.known().time();
    return Math.min(
        at.prices().first().position(),
        catalog.positionKnownBefore(tenant, cutoff.isBefore(known) ? cutoff : known));
  }

  /** Prices of that position, then those of the period that begins. */
  private Prices prices(String tenant, long position, At at) {
    if (position == at.prices().first().position()) {
      return at.prices();
    }
    var positions = new ArrayList<Pricing>();
    positions.add(Prices.at(new Prices.Source(catalog, tenant, position), position).first());
    positions.addAll(at.prices().positions());
    return new Prices(positions);
  }
}
