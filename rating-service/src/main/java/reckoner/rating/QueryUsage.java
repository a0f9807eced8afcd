package reckoner.rating;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;
import reckoner.kit.store.Transactions;
import reckoner.pricing.Period;
import reckoner.pricing.TokenClass;
import reckoner.pricing.meter.Buckets;
import reckoner.pricing.meter.PeriodUsage;
import reckoner.pricing.model.Usage;
import reckoner.rating.ContractTerms.Metered;

/**
 * Says how much was used, by time and by what events say. It reads the events of the contract's
 * periods, so that it is never behind.
 */
public final class QueryUsage {
  /** Each takes some hundred bytes while it is added up. */
  static final int ROWS_MAX = SpendGroups.GROUPS_MAX;

  /** Held at once where a meter's quantity is not a sum. */
  static final int HELD_MAX = 200_000;

  private static final Comparator<Cell> CELLS =
      Comparator.<Cell, Instant>comparing(cell -> cell.window().start())
          .thenComparing(cell -> cell.window().end())
          .thenComparing(Cell::values, SpendGroups.VALUES);

  private final ContractStore contracts;
  private final RatePeriod ratePeriod;
  private final Transactions transactions;

  public QueryUsage(ContractStore contracts, RatePeriod ratePeriod, Transactions transactions) {
    this.contracts = contracts;
    this.ratePeriod = ratePeriod;
    this.transactions = transactions;
  }

  /** How a range is cut, on the clock of the contract's zone. */
  public enum Window {
    HOUR,
    DAY,
    MONTH,
    WHOLE
  }

  /** What is added up. */
  public sealed interface Measure {}

  /** As reported; the empty name is the main quantity. */
  public record OfQuantity(String name) implements Measure {}

  /** Units that are disjoint from those of other classes. */
  public record OfTokens(TokenClass tokenClass) implements Measure {}

  /** As the contract's meter aggregates. */
  public record OfMeter(String meter) implements Measure {}

  /** The number of events. */
  public record OfEvents() implements Measure {}

  /**
   * Asks for usage.
   *
   * @param contract or empty for any of the customer
   * @param customer or empty for whosever contract
   * @param groupBy properties, as of spend
   * @param filters values that properties have
   */
  public record Question(
      String contract,
      String customer,
      Period range,
      Window window,
      Measure measure,
      List<String> groupBy,
      Map<String, String> filters) {
    public Question {
      groupBy = List.copyOf(groupBy);
      filters = Map.copyOf(filters);
    }

    private boolean takes(UsageEvent event) {
      return range.contains(event.eventTime()) && EventProperties.have(event, filters);
    }
  }

  /** A window and values of what is grouped by. */
  public record Cell(Period window, List<String> values) implements Comparable<Cell> {
    public Cell {
      values = List.copyOf(values);
    }

    @Override
    public int compareTo(Cell other) {
      return CELLS.compare(this, other);
    }
  }

  /** Usage of a cell. */
  public record Row(Cell cell, BigDecimal quantity, long events) {}

  /** All rows in order, as known at a position of the ledger. */
  public record Answer(long position, List<Row> rows) {
    public Answer {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Adds up.
   *
   * @param position of the ledger; none for the newest
   */
  public Answer run(String tenant, Question question, OptionalLong position) {
    long known = position.orElseGet(() -> ratePeriod.newest(tenant));
    var periods =
        transactions.read(() ->
            contracts.periodsIn(
                tenant, question.contract(), question.customer(), question.range()));
    var sums = new Sums(question);
    var terms = new HashMap<String, ContractTerms>();
    if (!question.contract().isEmpty()) {
      terms.put(question.contract(), terms(tenant, question.contract()));
    }
    for (var name : periods) {
      terms.computeIfAbsent(name.contract(), contract -> terms(tenant, contract));
    }
    requireMeter(question, terms);
    for (var name : periods) {
      var period =
          transactions.read(
              () -> contracts.requirePeriod(tenant, name.contract(), name.periodStart()));
      var of = Objects.requireNonNull(terms.get(name.contract()));
      var reading = new Reading(sums, name.contract(), of);
      ratePeriod.forEachEvent(tenant, period, known, placement -> reading.add(placement.event()));
    }
    return new Answer(known, sums.rows());
  }

  private ContractTerms terms(String tenant, String contract) {
    return transactions
        .read(() -> contracts.find(tenant, contract))
        .orElseThrow(() -> notFound("no contract %s is known".formatted(contract)));
  }

  private static Refused notFound(String message) {
    return Refusal.of(KitReason.NOT_FOUND, message).asException();
  }

  private static void requireMeter(Question question, Map<String, ContractTerms> terms) {
    if (!(question.measure() instanceof OfMeter(var meter)) || terms.isEmpty()) {
      return;
    }
    var found = terms.values().stream().flatMap(of -> meter(of, meter).stream()).toList();
    if (found.isEmpty()) {
      throw notFound("no contract that is asked about has a meter " + meter);
    }
    if (found.stream().anyMatch(one -> MeterTerms.isOfGauge(one.aggregation()))) {
      var fault =
          "is of a gauge, whose value holds from the reading before a range; GetSpend and"
              + " QueryPeriod say what it comes to in a period";
      throw new Refusal(
              KitReason.REQUEST_INVALID,
              "meter %s %s".formatted(meter, fault),
              List.of(new Refusal.Fault("meter", fault)))
          .asException();
    }
  }

  /** The meter of a key; charges that have it have the same. */
  private static Optional<MeterTerms> meter(ContractTerms terms, String meter) {
    return terms.usageCharges().metered().stream()
        .map(charge -> ((Metered) charge.terms()).meter())
        .filter(one -> one.meter().equals(meter))
        .findFirst();
  }

  /** The usage of one contract on its way into the sums. */
  private static final class Reading {
    private final Sums sums;
    private final String contract;
    private final Optional<MeterTerms> meter;
    private final TreeMap<Instant, Period> windows = new TreeMap<>();

    Reading(Sums sums, String contract, ContractTerms terms) {
      this.sums = sums;
      this.contract = contract;
      this.meter =
          sums.question.measure() instanceof OfMeter(var name)
              ? meter(terms, name)
              : Optional.empty();
      windows(sums.question, terms.zone()).forEach(one -> windows.put(one.start(), one));
    }

    void add(UsageEvent event) {
      if (!sums.question.takes(event)) {
        return;
      }
      var cell =
          new Cell(
              windows.floorEntry(event.eventTime()).getValue(),
              sums.question.groupBy().stream()
                  .map(name -> EventProperties.value(event, name))
                  .toList());
      switch (sums.question.measure()) {
        case OfEvents() -> sums.add(cell, BigDecimal.ONE);
        case OfQuantity(var name) ->
            (name.isEmpty() ? event.quantity() : Optional.ofNullable(event.quantities().get(name)))
                .ifPresent(quantity -> sums.add(cell, quantity));
        case OfTokens(var tokenClass) ->
            event
                .modelUse()
                .map(use -> use.units().get(tokenClass))
                .ifPresent(units -> sums.add(cell, units));
        case OfMeter _ ->
            meter
                .filter(terms -> terms.filter().holds(event))
                .ifPresent(terms ->
                    terms
                        .usage(event)
                        .ifPresent(usage ->
                            sums.add(cell, contract, terms, new Counted(event.key(), usage))));
      }
    }
  }

  /** Tile the range, in order. */
  static List<Period> windows(Question question, ZoneId zone) {
    return switch (question.window()) {
      case HOUR -> Buckets.of(Buckets.Size.HOUR, zone, question.range());
      case DAY -> Buckets.of(Buckets.Size.DAY, zone, question.range());
      case MONTH -> months(zone, question.range());
      case WHOLE -> List.of(question.range());
    };
  }

  private static List<Period> months(ZoneId zone, Period range) {
    var months = new ArrayList<Period>();
    LocalDate month = range.start().atZone(zone).toLocalDate().withDayOfMonth(1);
    var start = range.start();
    while (start.isBefore(range.end())) {
      month = month.plusMonths(1);
      var next = month.atStartOfDay(zone).toInstant();
      var end = next.isBefore(range.end()) ? next : range.end();
      if (start.isBefore(end)) { // the clock may go back over the month's first midnight
        months.add(new Period(start, end));
        start = end;
      }
    }
    return months;
  }

  /** An event of a meter that is no sum. */
  private record Counted(UsageEvent.Key key, Usage usage) {
    /** As its window would keep it: equal instants in the order of source and id. */
    private static final Comparator<Counted> ORDER =
        Comparator.<Counted, Instant>comparing(one -> one.usage().time())
            .thenComparing(one -> one.key().source())
            .thenComparing(one -> one.key().eventId());
  }

  /** What one contract counts by a meter that is no sum. */
  private record Single(MeterTerms meter, List<Counted> events) {
    BigDecimal quantity(Period window) {
      var usage = events.stream().sorted(Counted.ORDER).map(Counted::usage).toList();
      return meter.aggregation().measure(PeriodUsage.of(window, usage)).quantity();
    }
  }

  /** What is added up so far. */
  private static final class Sums {
    private final Question question;
    private final Map<Cell, Sum> sums = new HashMap<>();
    private int held;

    Sums(Question question) {
      this.question = question;
    }

    private static final class Sum {
      private BigDecimal quantity = BigDecimal.ZERO;
      private long events;
      private final Map<String, Single> single = new HashMap<>(); // by contract
    }

    private Sum sum(Cell cell) {
      var sum = sums.computeIfAbsent(cell, _ -> new Sum());
      if (sums.size() > ROWS_MAX) {
        throw tooMany(
            "usage by %s and %s has more than %,d rows"
                .formatted(question.window(), question.groupBy(), ROWS_MAX));
      }
      sum.events++;
      return sum;
    }

    void add(Cell cell, BigDecimal quantity) {
      var sum = sum(cell);
      sum.quantity = sum.quantity.add(quantity);
    }

    void add(Cell cell, String contract, MeterTerms meter, Counted counted) {
      if (meter.isAdditive()) {
        add(cell, counted.usage().quantity());
        return;
      }
      held++;
      if (held > HELD_MAX) {
        throw tooMany(
            "meter %s is no sum, and counts more than %,d events in this range"
                .formatted(meter.meter(), HELD_MAX));
      }
      sum(cell)
          .single
          .computeIfAbsent(contract, _ -> new Single(meter, new ArrayList<>()))
          .events()
          .add(counted);
    }

    private static Refused tooMany(String message) {
      return Refusal.of(RatingReason.GROUPS_TOO_MANY, message).asException();
    }

    List<Row> rows() {
      return sums.entrySet().stream()
          .map(one -> row(one.getKey(), one.getValue()))
          .sorted(Comparator.comparing(Row::cell))
          .toList();
    }

    /** Quantities of several contracts are added up. */
    private static Row row(Cell cell, Sum sum) {
      var quantity = sum.quantity;
      for (var one : sum.single.values()) {
        quantity = quantity.add(one.quantity(cell.window()));
      }
      return new Row(cell, quantity, sum.events);
    }
  }
}
