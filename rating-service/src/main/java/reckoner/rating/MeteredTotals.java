package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reckoner.pricing.Period;
import reckoner.pricing.Rounding;
import reckoner.pricing.book.DatedEntry;
import reckoner.pricing.book.LadderPrice;
import reckoner.pricing.meter.PeriodUsage;
import reckoner.pricing.model.ChargeTerms;
import reckoner.pricing.model.Usage;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.ContractTerms.Metered;
import reckoner.rating.PeriodCharges.DueCharge;
import reckoner.rating.PeriodCharges.MeteredLine;

/**
 * Sums a metered charge's usage of a period by line, and turns the sums into due charges.
 *
 * <p>Events of a sum or a count are priced by the entry in force at each one's time. Of any other
 * aggregation the quantity is that of the period, for each cell of the book, and is priced by the
 * entry in force at the cell's last event; it is measured by windows, but for a percentile of
 * events, which contracts had once.
 */
final class MeteredTotals {
  private static final int PART_LENGTH = 32;

  /** Events and places of a line that are explained one by one; a document shows no more. */
  static final int EXPLAINED_MAX = 1_000;

  private final Charge charge;
  private final Metered terms;
  private final Period period;
  private final Map<String, Line> lines = new TreeMap<>();
  private final WindowedTotals windowed;

  MeteredTotals(Charge charge, Period period) {
    this.charge = charge;
    this.terms = (Metered) charge.terms();
    this.period = period;
    this.windowed = new WindowedTotals(charge, period);
  }

  /** Usage that is measured by windows. */
  WindowedTotals windowed() {
    return windowed;
  }

  /** An event's usage, in an order that is not that of arrival. */
  private record Timed(Usage usage, UsageEvent.Key key) {
    static final Comparator<Timed> ORDER =
        Comparator.<Timed, Instant>comparing(timed -> timed.usage().time())
            .thenComparing(timed -> timed.key().source())
            .thenComparing(timed -> timed.key().eventId());
  }

  /** Places of a price, each ascending. */
  private static final class Line {
    private @Nullable Timed last;
    private LadderPrice price;
    private long events;
    private final TreeMap<int[], Usage> places = new TreeMap<>(Arrays::compare);
    private final List<Timed> single = new ArrayList<>();

    Line(LadderPrice price) {
      this.price = price;
    }

    /** What is priced: one for each place, or every event. */
    List<Usage> usage() {
      if (single.isEmpty()) {
        return List.copyOf(places.values());
      }
      return single.stream().sorted(Timed.ORDER).map(Timed::usage).toList();
    }
  }

  /** Adds usage of so many events, which is one event's or may be added up (see its cell). */
  void add(Share.Metered share, BigDecimal quantity, long events) {
    if (!terms.meter().isAdditive()) {
      addOfPeriod(new Timed(share.usage(), share.key()), share.price());
      return;
    }
    var line = lines.computeIfAbsent(identity(share.price(), true), _ -> new Line(share.price()));
    if (share.cell() == null) {
      line.single.add(new Timed(share.usage(), share.key()));
    } else {
      var usage = share.usage();
      line.places.merge(
          share.price().entry().terms().price().place(usage),
          new Usage(quantity, usage.time(), usage.dimensions(), usage.quantities()),
          // to the price it is one which of them stands for all
          (one, other) ->
              new Usage(
                  one.quantity().add(other.quantity()),
                  one.time(),
                  one.dimensions(),
                  one.quantities()));
    }
    line.events += events;
  }

  private void addOfPeriod(Timed timed, LadderPrice price) {
    var line = lines.computeIfAbsent(identity(price, false), _ -> new Line(price));
    line.single.add(timed);
    line.events++;
    if (line.last == null || Timed.ORDER.compare(line.last, timed) < 0) {
      line.last = timed;
      line.price = price;
    }
  }

  /** What makes a line one and the same (RULES E1). */
  static String identity(LadderPrice price, boolean withTime) {
    var entry = price.entry();
    var words = new ArrayList<String>();
    words.add(DatedEntry.cell(entry.product(), entry.dimensions()));
    if (withTime) {
      words.add(entry.start() == null ? "" : entry.start().toString());
      words.add(priceVersion(price));
      words.add(price.rung().name());
      words.add(price.multiplier() == null ? "" : price.multiplier().key());
    }
    return String.join("\0", words); // which no text of a price has
  }

  /**
   * The due charges, by cell, start and version.
   *
   * @param knownTime exclusive: what gauges hold later is not known
   */
  List<DueCharge> charges(Currency currency, MeteredPrices prices, Instant knownTime) {
    if (terms.meter().isKept()) {
      return windowed.lines().entrySet().stream()
          .map(line -> due(line.getKey(), line.getValue(), currency, knownTime))
          .toList();
    }
    if (lines.isEmpty()) {
      return ofNothing(currency, prices);
    }
    return lines.entrySet().stream()
        .map(line -> due(line.getKey(), line.getValue(), currency))
        .toList();
  }

  /** A price may ask something of a period without usage: a fee, a capacity. */
  private List<DueCharge> ofNothing(Currency currency, MeteredPrices prices) {
    var price = prices.find(terms, Usage.of(BigDecimal.ZERO, period.start()));
    if (price == null || !terms.meter().isAdditive()) {
      return List.of();
    }
    var due = due(identity(price, true), new Line(price), currency);
    return due.line() instanceof MeteredLine line && line.amount().signum() != 0
        ? List.of(due)
        : List.of();
  }

  private DueCharge due(String identity, Line line, Currency currency) {
    return due(
        identity,
        line.price,
        line.events,
        terms.meter().isAdditive() ? line.usage() : measured(line),
        BigDecimal.ZERO,
        currency);
  }

  private DueCharge due(
      String identity, WindowedTotals.Line line, Currency currency, Instant knownTime) {
    var measured = List.of(line.measured(knownTime));
    return due(identity, line.price(), line.events(), measured, line.opening(), currency);
  }

  private DueCharge due(
      String identity,
      LadderPrice price,
      long events,
      List<Usage> usage,
      BigDecimal opening,
      Currency currency) {
    var charged =
        usage.size() > EXPLAINED_MAX
            ? price.chargeInOneStep(usage, usage.size() + " events, each priced by itself")
            : price.charge(usage);
    return new DueCharge(
        charge.charge(),
        charge.displayName(),
        part(charge, period, identity),
        new MeteredLine(
            terms.product(),
            terms.meter().meter(),
            price.entry().dimensions(),
            priceVersion(price),
            unitPrice(price, charged),
            events,
            opening,
            charged,
            Rounding.of(currency).round(charged.priced().amountExact())));
  }

  /**
   * Words that are equal where a unit costs the same. All units of a volume price cost what the
   * reached tier says; where units cost differently (graduated tiers, shares) the entry tells.
   */
  private static String unitPrice(LadderPrice price, ChargeTerms.Charged charged) {
    if (charged.quantityPriced().signum() == 0) {
      return "";
    }
    return price
        .unitPrice(charged)
        .map(rate -> rate + " " + price.entry().terms().conversion())
        .orElseGet(() -> identity(price, true));
  }

  private List<Usage> measured(Line line) {
    var measured = terms.meter().aggregation().measure(PeriodUsage.of(period, line.usage()));
    var last = line.single.stream().max(Timed.ORDER).orElseThrow().usage();
    return List.of(
        new Usage(measured.quantity(), last.time(), last.dimensions(), last.quantities()));
  }

  /** Keys of a book's entries begin with its version's hash. */
  static String priceVersion(LadderPrice price) {
    var key = price.entry().key();
    int blank = key.indexOf(' ');
    return blank < 0 ? "" : key.substring(0, blank);
  }

  /** What makes the line into which usage falls one and the same. */
  static String identity(Share.Metered share) {
    return identity(share.price(), ((Metered) share.charge().terms()).meter().isAdditive());
  }

  /** The part of the line of a period into which usage falls. */
  static String partOf(Share.Metered share, Period period) {
    return part(share.charge(), period, identity(share));
  }

  private static String part(Charge charge, Period period, String identity) {
    var text = "metered/1 " + charge.charge() + " " + period.start() + " " + identity;
    return HexFormat.of().formatHex(Sha256.of(text)).substring(0, PART_LENGTH);
  }
}
