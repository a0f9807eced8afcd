package reckoner.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import reckoner.pricing.Period;
import reckoner.pricing.Rate;
import reckoner.pricing.Rounding;
import reckoner.pricing.UsageLine;
import reckoner.pricing.model.Usage;
import reckoner.rating.ContractTerms.Charge;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.PeriodCharges.DueCharge;
import reckoner.rating.Pricing.Covered;
import reckoner.rating.Pricing.Uncovered;
import reckoner.rating.UsageStore.Placement;

/** Where the usage of a period is added up, by charge and line. */
final class PeriodSums {
  private final ContractTerms terms;
  private final Period period;
  private final UsageCharges charges;
  private final Prices prices;
  private final UsageTotals totals = new UsageTotals();
  private final Map<Charge, MeteredTotals> metered = new LinkedHashMap<>();
  private final Map<String, UsageCharges> ofCharge = new HashMap<>();
  // what may be added up before it is priced, in an order that is always the same
  private final TreeMap<KeyHash, Cell> cells = new TreeMap<>();

  PeriodSums(ContractTerms terms, Period period, Prices prices) {
    this.terms = terms;
    this.period = period;
    this.charges = terms.usageCharges();
    this.prices = prices;
    charges.metered().forEach(charge -> metered.put(charge, new MeteredTotals(charge, period)));
  }

  /** What an event is added to. */
  enum Which {
    ALL,
    /** All but windows. */
    SUMS
  }

  private static final class Cell {
    private final Share share;
    private BigDecimal quantity = BigDecimal.ZERO;
    private long events;

    Cell(Share share) {
      this.share = share;
    }

    void add(BigDecimal more, long moreEvents) {
      quantity = quantity.add(more);
      events += moreEvents;
    }
  }

  private boolean isLater(Prices.Counted counted) {
    boolean later = counted.by() != prices.first();
    if (later) {
      totals.pricedLater(counted.by().position());
    }
    return later;
  }

  private void add(Share share, BigDecimal quantity, long events, boolean later) {
    switch (share) {
      case Share.OfModel model -> totals.add(model, quantity, later);
      case Share.Metered usage ->
          Objects.requireNonNull(metered.get(usage.charge())).add(usage, quantity, events);
    }
  }

  /** Takes an aggregate over; answers false where prices moved since, so that it says nothing. */
  boolean add(UsageAggregates.Sum sum) {
    // more was taken out of a cell than was in it where prices moved between
    var share =
        sum.events() < 0
            ? Optional.<Share>empty()
            : shareOf(chargesOf(sum.line().charge()), sum.cell(), sum.sample());
    share
        .filter(found -> !isWindowed(found)) // those are kept by their windows
        .ifPresent(found ->
            cells
                .computeIfAbsent(sum.cell(), _ -> new Cell(found))
                .add(sum.quantity(), sum.events()));
    return share.isPresent();
  }

  /** The share of an aggregate's sample that falls into its cell. */
  private Optional<Share> shareOf(UsageCharges of, KeyHash cell, UsageEvent sample) {
    return prices.first().rate(of, sample).stream()
        .filter(Covered.class::isInstance)
        .flatMap(counting -> ((Covered) counting).shares().stream())
        .filter(share -> isIn(cell, share))
        .findFirst();
  }

  /** The charge that an aggregate is of, alone; one that was made before it said so is of any. */
  private UsageCharges chargesOf(String charge) {
    return ofCharge.computeIfAbsent(
        charge,
        _ -> {
          var own = terms.charges().stream().filter(one -> one.charge().equals(charge)).toList();
          return own.isEmpty() ? charges : UsageCharges.of(own);
        });
  }

  static boolean isWindowed(Share share) {
    return share instanceof Share.Metered usage && usage.isWindowed();
  }

  private WindowedTotals windowed(Share.Metered usage) {
    return Objects.requireNonNull(metered.get(usage.charge())).windowed();
  }

  /** Usage that is measured by windows, by charge. */
  Map<Charge, WindowedTotals> windowed() {
    var windowed = new LinkedHashMap<Charge, WindowedTotals>();
    metered.forEach((charge, totals) -> {
      if (((ContractTerms.Metered) charge.terms()).meter().isKept()) {
        windowed.put(charge, totals.windowed());
      }
    });
    return windowed;
  }

  /** The usage of a line's sample, which falls into the line; none where prices moved since. */
  Optional<Share.Metered> usageOf(UsageWindows.Line line) {
    return shareOf(charges, line.cell(), line.sample()).map(Share.Metered.class::cast);
  }

  /** Takes in what an event adds to windows that are read again. */
  void addAgain(Placement placement) {
    forEachShare(
        placement.event(),
        share -> {
          if (share instanceof Share.Metered usage && usage.isWindowed()) {
            windowed(usage).addAgain(usage);
          }
        });
  }

  /** The usage that a charge makes of an event; none where it has no price. */
  Optional<Share.Metered> usageOf(Charge charge, UsageEvent event) {
    var found = new ArrayList<Share.Metered>();
    forEachShare(
        event,
        share -> {
          if (share instanceof Share.Metered usage && usage.charge().equals(charge)) {
            found.add(usage);
          }
        });
    return found.stream().findFirst();
  }

  private void forEachShare(UsageEvent event, Consumer<Share> consumer) {
    for (var counted : prices.rate(charges, event)) {
      if (counted.counting() instanceof Covered(var _, var shares)) {
        shares.forEach(consumer);
      }
    }
  }

  /**
   * Lets a line of a gauge begin with what it holds. Without a reading of its own the line has the
   * price in force at the period's start.
   *
   * @param identity of that price
   * @param opening usage at the period's start that is like the last reading's
   * @param event of which that reading is
   */
  void open(Charge charge, String identity, Usage opening, UsageEvent event) {
    var line = Objects.requireNonNull(metered.get(charge)).windowed().line(identity);
    line.open(opening.quantity());
    if (line.isPriced()) {
      return;
    }
    var found = prices.find((ContractTerms.Metered) charge.terms(), opening);
    if (found == null) {
      totals.addUnpriced(event, RatingReason.NO_PRICE);
    } else {
      line.price(opening, found.price());
    }
  }

  /** Notes at which position of the catalog a price was found, if the first one lacks it. */
  void pricedAt(long position) {
    if (position > prices.first().position()) {
      totals.pricedLater(position);
    }
  }

  private static boolean isIn(KeyHash cell, Share share) {
    var own = share.cell();
    return own != null && Share.hash(own).equals(cell);
  }

  /**
   * Takes an event out of the aggregates that hold it; answers false where it is not in them as it
   * is priced now.
   */
  boolean takeOut(UsageEvent event, Which part) {
    for (var counting : prices.first().rate(charges, event)) {
      if (counting instanceof Uncovered(var charge, _) && charge == null) {
        continue; // no charge counts it, so that it is in no aggregate
      }
      if (!(counting instanceof Covered covered)) {
        return false;
      }
      for (var share : covered.shares()) {
        if (share instanceof Share.Metered usage && usage.isWindowed()) {
          if (part == Which.ALL) {
            windowed(usage).takeOut(usage);
          }
          continue;
        }
        var name = share.cell();
        var cell = name == null ? null : cells.get(Share.hash(name));
        if (cell == null || cell.events == 0) {
          return false;
        }
        cell.add(share.quantity().negate(), -1);
      }
    }
    return true;
  }

  /** Adds an event; what had no price before it was corrected stands in nobody's way. */
  void add(Placement placement) {
    add(placement, Which.ALL);
  }

  /** The same, to a part of the sums. */
  void add(Placement placement, Which part) {
    for (var counted : prices.rate(charges, placement.event())) {
      switch (counted.counting()) {
        case Covered(var _, var shares) -> {
          boolean later = isLater(counted);
          shares.stream()
              .filter(share -> part == Which.ALL || !isWindowed(share))
              .forEach(share -> add(share, later));
        }
        case Uncovered(var _, var reason) -> {
          if (!placement.isCorrected()) {
            totals.addUnpriced(placement.event(), reason);
          }
        }
      }
    }
  }

  private void add(Share share, boolean later) {
    if (share instanceof Share.Metered usage && usage.isWindowed()) {
      windowed(usage).add(usage);
      return;
    }
    var name = share.cell();
    if (name == null || later || cells.isEmpty()) { // it meets no aggregate
      add(share, share.quantity(), 1, later);
    } else {
      cells.computeIfAbsent(Share.hash(name), _ -> new Cell(share)).add(share.quantity(), 1);
    }
  }

  /** The lines into which an event falls, and how much of it. */
  Map<Part, BigDecimal> quantities(UsageEvent event) {
    var quantities = new LinkedHashMap<Part, BigDecimal>();
    forEachShare(
        event, share -> quantities.merge(line(share, period), share.quantity(), BigDecimal::add));
    return quantities;
  }

  /** How much of an event falls into a line, and what that costs us as known at the cut-off. */
  record Portion(BigDecimal quantity, Cost cost) {
    Portion plus(Portion other) {
      return new Portion(quantity.add(other.quantity), cost.plus(other.cost));
    }
  }

  /** The same with what it costs. */
  Map<Part, Portion> portions(UsageEvent event) {
    var portions = new LinkedHashMap<Part, Portion>();
    forEachShare(
        event,
        share ->
            portions.merge(
                line(share, period),
                new Portion(share.quantity(), prices.first().cost(share)),
                Portion::plus));
    return portions;
  }

  /** The line of a period into which usage falls. */
  static Part line(Share share, Period period) {
    var charge = share.charge().charge();
    var part =
        switch (share) {
          case Share.OfModel model ->
              UsageTotals.part(charge, Optional.of(UsageTotals.line(model)), period.start());
          case Share.Metered usage -> MeteredTotals.partOf(usage, period);
        };
    return new Part(charge, part);
  }

  /** Content hash of the price book's version; empty for a price of the contract. */
  static String priceVersion(Share share) {
    return switch (share) {
      case Share.OfModel model -> model.rates().priceVersion();
      case Share.Metered usage -> MeteredTotals.priceVersion(usage.price());
    };
  }

  /** Names what falls into a line and cannot be added up. */
  static String single(Share share) {
    var line = share instanceof Share.Metered usage ? MeteredTotals.identity(usage) : "";
    return String.join("\0", "single/2", share.charge().charge(), line);
  }

  /**
   * What is due; no more is added afterwards.
   *
   * @param kept the period's aggregates, for the marginal amounts in them
   */
  PeriodCharges charges(PeriodCharges.Known known, List<UsageAggregates.Sum> kept) {
    cells.values().stream()
        .filter(cell -> cell.events != 0)
        .forEach(cell -> add(cell.share, cell.quantity, cell.events, false));
    cells.clear();
    var due = new ArrayList<DueCharge>();
    for (var charge : terms.charges()) {
      switch (charge.terms()) {
        case ContractTerms.ModelUsage model ->
            due.addAll(totals.charges(charge, model, period.start(), terms.currency()));
        case ContractTerms.Recurring recurring -> due.add(recurring(charge, recurring.amount()));
        case ContractTerms.Metered _ ->
            due.addAll(
                Objects.requireNonNull(metered.get(charge))
                    .charges(terms.currency(), prices.first().metered(), known.time()));
      }
    }
    return new PeriodCharges(
        terms.contract(),
        terms.customer(),
        terms.currency().getCurrencyCode(),
        period,
        known,
        totals.latePricePosition(),
        due,
        MarginalAmounts.byLine(kept, due),
        totals.unpriced(),
        totals.unpricedEvents());
  }

  private DueCharge recurring(Charge charge, BigDecimal amount) {
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
        UsageTotals.part(charge.charge(), Optional.empty(), period.start()),
        new PeriodCharges.FixedLine(line));
  }
}
