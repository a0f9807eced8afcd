package reckoner.standalone.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Map;
import reckoner.proto.rating.v1.EventResult;
import reckoner.standalone.platform.Suite;

/** {@code bench ingest}: events stored a second, beside what the database can do. */
public final class IngestRun {
  private static final long WARM_UP_EVENTS = 600_000;

  private final Suite suite;
  private final long seed;
  private final String tenant;

  /**
   * @param seed of the events; each run in a data folder needs another, for it stores them
   */
  public IngestRun(Suite suite, long seed) {
    this.suite = suite;
    this.seed = seed;
    this.tenant = "bench-" + Long.toHexString(seed);
  }

  /** Measures everything. */
  public Report run(long events) {
    // the period is that of the suite's business time
    var now = suite.businessTime();
    var start = now.minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);
    var installation = suite.as(tenant);
    BenchCatalog.publish(installation);
    BenchCatalog.register(installation, start, now.plus(30, ChronoUnit.DAYS));

    long limit = limit(events, start);
    // last before what is measured: the limit's rows go through some of the same code
    IngestBench.run(installation, warmUp(events), seed - 1_000, start, false);
    var rows = new ArrayList<Row>();
    var one = rated(events, start, false, seed);
    var facts = Map.of("distinct_aggregates_per_batch", IngestBench.aggregatesPerBatch(suite));
    rows.add(row("one meter an event", one, limit, Goal.atLeast("0.60"), facts));
    var all = rated(Math.max(1, events / 4), start, true, seed + 1_000);
    rows.add(row("three meters an event", all, limit, new Goal.None(), Map.of()));
    return new Report(
        "ingest", "events", rows, "the better of arrays and a staged COPY, one connection");
  }

  private static long warmUp(long events) {
    return Math.min(events, WARM_UP_EVENTS);
  }

  private static Row row(
      String name, IngestBench.Result result, long limit, Goal goal, Map<String, Long> facts) {
    return new Row(name, result.events(), "events/s", result.perSecond(), limit, goal, facts);
  }

  private IngestBench.Result rated(long events, Instant start, boolean feedsAll, long seed) {
    var result = IngestBench.run(suite.as(tenant), events, seed, start, feedsAll);
    var rated = result.statuses().getOrDefault(EventResult.Status.RATED, 0L);
    if (rated != events) {
      throw new IllegalStateException(
          "%d of %d events are rated: %s".formatted(rated, events, result.statuses()));
    }
    return result;
  }

  private long limit(long events, Instant start) {
    long most = 0;
    for (var way : InsertLimit.Way.values()) {
      long rate =
          InsertLimit.rowsPerSecond(suite, tenant, way, warmUp(events), events, seed, start);
      most = Math.max(most, rate);
    }
    return most;
  }
}
