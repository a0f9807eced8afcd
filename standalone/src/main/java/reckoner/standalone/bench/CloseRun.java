package reckoner.standalone.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import reckoner.kit.auth.Role;
import reckoner.kit.wire.Wire;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.rating.v1.ClosePeriodRequest;
import reckoner.proto.rating.v1.ClosePeriodsRequest;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.standalone.bench.CloseCatalog.Kind;
import reckoner.standalone.platform.Installation;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.Suite;

/**
 * {@code bench close}: one contract's period with few and with many events, and very many contracts
 * beside what the database under them can do.
 */
public final class CloseRun {
  private static final int EVENTS_FEW = 10_000;

  /** Of other aggregations, which are kept by windows and values. */
  private static final int EVENTS_KEPT_MAX = 1_000_000;

  /** An odd number, of which one is the median. */
  private static final int CONTRACTS_OF_FEW = 9;

  /** Likewise, of the row that has a goal. */
  private static final int CONTRACTS_OF_MANY = 3;

  private static final int CLIENTS = 8;

  /** Of calls that close many. */
  private static final int CLIENTS_OF_MANY = 4;

  private static final int CONTRACTS_OF_CALL = 250;

  /** Contracts that are closed first and not counted, until most of it is compiled. */
  private static final int WARM_UP_CONTRACTS_MAX = 4_000;

  /** Contracts that are closed by a call each. */
  private static final int CALLS_MAX = 2_000;

  private final Suite suite;
  private final Installation installation;
  private final String tenant;
  private final SplittableRandom random;

  /**
   * @param seed of the events; each run in a data folder needs another, for it stores them
   */
  public CloseRun(Suite suite, long seed) {
    this.suite = suite;
    this.random = new SplittableRandom(seed);
    this.tenant = "bench-" + Long.toHexString(seed);
    this.installation = suite.as(tenant);
  }

  /** Contracts with few events each beside contracts with many. */
  private record Pair(Kind kind, int few, int many) {
    String withFew(int number) {
      return "%s-few-%d".formatted(word(), number);
    }

    int contractsOfMany() {
      return kind == Kind.SUM ? CONTRACTS_OF_MANY : 1;
    }

    String withMany(int number) {
      return "%s-many-%d".formatted(word(), number);
    }

    private String word() {
      return kind.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Closes periods.
   *
   * @param events of the period with many
   * @param contracts that are closed for the rate of rows
   */
  public Report run(int events, int contracts) {
    var now = suite.businessTime();
    var start = now.minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);
    var end = now.plus(30, ChronoUnit.DAYS);
    var catalog = new CloseCatalog(installation, start, end);
    catalog.publish();
    var pairs =
        List.of(
            pair(Kind.SUM, events),
            pair(Kind.DISTINCT, Math.min(events, EVENTS_KEPT_MAX)),
            pair(Kind.PERCENTILE, Math.min(events, EVENTS_KEPT_MAX)));
    pairs.forEach(pair -> fill(catalog, pair));
    int uncounted = Math.min(contracts, WARM_UP_CONTRACTS_MAX);
    int calls = Math.min(contracts, CALLS_MAX);
    fillContracts(catalog, uncounted + contracts + calls);
    advance(end.plusSeconds(1));

    closeContracts(start, 0, uncounted / 4);
    closeTogether(start, uncounted / 4, uncounted - uncounted / 4);
    long together = closeTogether(start, uncounted, contracts);
    long alone = closeContracts(start, uncounted + contracts, calls);
    long limit = DueRowsLimit.rowsPerSecond(suite, tenant);
    var rows = new ArrayList<Row>();
    rows.add(row("contracts of %d lines", contracts, together, limit, Goal.atLeast("0.30")));
    rows.add(row("the same, a call each", calls, alone, limit, new Goal.None()));
    for (var pair : pairs) {
      rows.add(close(pair, start));
    }
    return new Report(
        "close",
        "rows or events",
        rows,
        "of the rows: the same rows by a staged COPY, one connection; of the others: the median of"
            + " %d periods of %,d events".formatted(CONTRACTS_OF_FEW, pairs.getFirst().few()));
  }

  private static Pair pair(Kind kind, int events) {
    return new Pair(kind, Math.max(1, Math.min(EVENTS_FEW, events / 10)), events);
  }

  private void fill(CloseCatalog catalog, Pair pair) {
    fill(catalog, pair.kind(), CONTRACTS_OF_FEW, pair.few(), pair::withFew);
    fill(catalog, pair.kind(), pair.contractsOfMany(), pair.many(), pair::withMany);
  }

  private void fill(
      CloseCatalog catalog, Kind kind, int contracts, int events, IntFunction<String> customer) {
    for (int number = 0; number < contracts; number++) {
      catalog.register(customer.apply(number), kind);
    }
    ingest(
        (long) contracts * events,
        number ->
            catalog.event(customer.apply((int) (number % contracts)), number / contracts, random));
  }

  private void fillContracts(CloseCatalog catalog, int contracts) {
    var next = new AtomicInteger();
    new ClosedLoop(CLIENTS)
        .run(
            contracts,
            _ ->
                () -> {
                  var customer = customer(next.getAndIncrement());
                  return () -> catalog.register(customer, Kind.SUM);
                });
    ingest(
        (long) contracts * CloseCatalog.LINES,
        number ->
            catalog.event(
                customer((int) (number / CloseCatalog.LINES)),
                number % CloseCatalog.LINES,
                random));
  }

  private static String customer(int number) {
    return "customer-%05d".formatted(number);
  }

  /** Makes an event by its number. */
  private interface Maker {
    UsageEvent make(long number);
  }

  private void ingest(long events, Maker maker) {
    var next = new AtomicLong();
    IntFunction<Supplier<UsageEvent>> sources =
        _ ->
            () -> {
              synchronized (random) { // all events are made from one seed
                return maker.make(next.getAndIncrement());
              }
            };
    var statuses = IngestBench.run(installation, events, sources).statuses();
    if (statuses.size() != 1) {
      throw new IllegalStateException("not all events are rated: " + statuses);
    }
  }

  private void advance(Instant time) {
    for (var service : List.of(Service.CATALOG, Service.RATING)) {
      ClockServiceGrpc.newBlockingStub(installation.channel(service, Role.OPERATOR))
          .advanceClock(
              AdvanceClockRequest.newBuilder()
                  .setRequestId("bench")
                  .setTime(Wire.timestamp(time))
                  .build());
    }
  }

  /** Closes contracts from a number on; answers lines a second. */
  private long closeContracts(Instant start, int from, int contracts) {
    var next = new AtomicInteger(from);
    var closing = new ClosedLoop(CLIENTS);
    closing.run(
        contracts,
        _ ->
            () -> {
              var customer = customer(next.getAndIncrement());
              return () -> close(customer, start, CloseCatalog.LINES);
            });
    return closing.perSecond(CloseCatalog.LINES);
  }

  /** The same by calls that close many; answers lines a second. */
  private long closeTogether(Instant start, int from, int contracts) {
    var next = new AtomicInteger(from);
    int to = from + contracts;
    var closing = new ClosedLoop(CLIENTS_OF_MANY);
    closing.run(
        Math.ceilDiv(contracts, CONTRACTS_OF_CALL),
        _ ->
            () -> {
              int first = next.getAndAdd(CONTRACTS_OF_CALL);
              var customers =
                  IntStream.range(first, Math.min(to, first + CONTRACTS_OF_CALL))
                      .mapToObj(CloseRun::customer)
                      .toList();
              return () -> closeTogether(customers, start);
            });
    return closing.perSecond(CloseCatalog.LINES) * contracts / closing.count();
  }

  private static Row row(String name, int contracts, long perSecond, long limit, Goal goal) {
    return new Row(
        name.formatted(CloseCatalog.LINES),
        (long) contracts * CloseCatalog.LINES,
        "rows/s",
        perSecond,
        limit,
        goal,
        Map.of("contracts", (long) contracts));
  }

  /** Periods with many events between those with few, so that all have the same machine. */
  private Row close(Pair pair, Instant start) {
    var few = new ArrayList<Long>();
    var many = new ArrayList<Long>();
    for (int number = 0; number < CONTRACTS_OF_FEW; number++) {
      few.add(micros(pair.withFew(number), start));
      if (many.size() < pair.contractsOfMany() && number % 2 == 1) {
        many.add(micros(pair.withMany(many.size()), start));
      }
    }
    few.sort(Long::compare);
    many.sort(Long::compare);
    return new Row(
        pair.word(),
        pair.many(),
        "µs",
        many.get(many.size() / 2),
        few.get(few.size() / 2),
        pair.kind() == Kind.SUM ? Goal.atMost("1.20") : new Goal.None(),
        Map.of("µs_at_most_of_few_events", few.getLast()));
  }

  private long micros(String customer, Instant start) {
    var begun = System.nanoTime();
    close(customer, start, 1);
    return (System.nanoTime() - begun) / 1_000;
  }

  private void close(String customer, Instant start, int linesMin) {
    check(customer, rating().closePeriod(request(customer, start)), linesMin);
  }

  private void closeTogether(List<String> customers, Instant start) {
    var request = ClosePeriodsRequest.newBuilder();
    customers.forEach(customer -> request.addPeriods(request(customer, start)));
    var responses = rating().closePeriods(request.build());
    for (var customer : customers) {
      check(customer, responses.next().getClosed(), CloseCatalog.LINES);
    }
  }

  private RatingServiceGrpc.RatingServiceBlockingStub rating() {
    return RatingServiceGrpc.newBlockingStub(installation.channel(Service.RATING, Role.SERVICE));
  }

  private static ClosePeriodRequest request(String customer, Instant start) {
    return ClosePeriodRequest.newBuilder()
        .setRequestId("close " + customer)
        .setContract(CloseCatalog.contract(customer))
        .setPeriodStart(Wire.timestamp(start))
        .build();
  }

  private static void check(String customer, ClosedPeriod closed, int linesMin) {
    if (closed.getState() != ClosedPeriod.State.CLOSED || closed.getChargesCount() < linesMin) {
      throw new IllegalStateException(
          "%s is not closed: %s, %d lines"
              .formatted(customer, closed.getState(), closed.getChargesCount()));
    }
  }
}
