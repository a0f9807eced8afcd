package reckoner.rating;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reckoner.kit.store.Transactions;
import reckoner.pricing.meter.Mark;
import reckoner.rating.ContractStore.StoredPeriod;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.ContractTerms.Metered;
import reckoner.rating.PeriodCharges.Known;

/**
 * What gauges hold when a period begins: the last reading of the same charge and line in the
 * contract's earlier periods, as known at the same position; 0 where there is none. A line holds it
 * through a period without readings too.
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

  /** Lets the lines of a period's gauges begin with what they hold. */
  void into(String tenant, ContractTerms terms, At at, PeriodSums sums) {
    if (terms.charges().stream().noneMatch(Openings::isOfGauge)) {
      return;
    }
    var last = new LinkedHashMap<LineName, Mark>();
    var kept = kept(terms);
    var pricesByPosition = new HashMap<Long, Prices>();
    for (int number = at.period().number() - 1; number >= 0; number--) {
      var start = terms.periods().get(number).start();
      var earlier =
          transactions.read(() -> contracts.requirePeriod(tenant, terms.contract(), start));
      var prices =
          pricesByPosition.computeIfAbsent(
              closed(tenant, earlier, at), position -> prices(tenant, position, at));
      ratePeriod
          .lastReadings(tenant, kept, earlier, at.known().usagePosition(), prices)
          .windowed()
          .forEach((charge, totals) -> {
            if (isOfGauge(charge)) {
              totals
                  .all()
                  .forEach((identity, line) -> {
                    var reading = line.last();
                    if (reading != null) {
                      last.putIfAbsent(new LineName(charge, identity), reading);
                    }
                  });
            }
          });
    }
    last.values().removeIf(reading -> reading.quantity().signum() == 0);
    open(tenant, at, last, sums);
  }

  private void open(String tenant, At at, Map<LineName, Mark> last, PeriodSums sums) {
    var keys = last.values().stream().map(Share::keyOf).distinct().toList();
    var events = windows.asKnown(tenant, keys, at.known().usagePosition());
    last.forEach((line, reading) ->
        sums.open(
            line.charge(),
            line.identity(),
            reading,
            Objects.requireNonNull(events.get(Share.keyOf(reading)))));
  }

  private static boolean isOfGauge(Charge charge) {
    return charge.terms() instanceof Metered metered
        && MeterTerms.isOfGauge(metered.meter().aggregation());
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

  private Prices prices(String tenant, long position, At at) {
    return Prices.at(
        new Prices.Source(catalog, tenant, position),
        position,
        at.prices().positions().getLast().position());
  }
}
