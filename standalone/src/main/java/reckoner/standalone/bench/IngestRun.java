package reckoner.standalone.bench;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import reckoner.proto.rating.v1.EventResult;
import reckoner.standalone.platform.Suite;

/** {@code bench ingest}: events stored a second, beside what the database can do. */
public final class IngestRun {
  private static final long WARM_UP_EVENTS = 100_000;

  private final Suite suite;
  private final PrintWriter out;
  private final long seed;
  private final String tenant;

  /**
   * @param seed of the events; each run in a data folder needs another, for it stores them
   */
  public IngestRun(Suite suite, PrintWriter out, long seed) {
    this.suite = suite;
    this.out = out;
    this.seed = seed;
    this.tenant = "bench-" + Long.toHexString(seed);
  }

  /** A row of the table. */
  public record Row(String name, long events, long perSecond, long limitPerSecond) {
    String ratio() {
      return String.format(Locale.ROOT, "%.2f", (double) perSecond / limitPerSecond);
    }
  }

  /** Runs everything and prints the table, as text or as JSON. */
  public void run(long events, boolean json) {
    // the period is that of the suite's business time
    var now = suite.businessTime();
    var start = now.minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);
    var installation = suite.as(tenant);
    BenchCatalog.publish(installation);
    BenchCatalog.register(installation, start, now.plus(30, ChronoUnit.DAYS));
    IngestBench.run(installation, Math.min(events, WARM_UP_EVENTS), seed - 1_000, start, false);

    long limit = limit(events, start);
    var rows = new ArrayList<Row>();
    rows.add(row("one meter an event", events, start, false, seed, limit));
    long distinct = IngestBench.aggregatesPerBatch(suite);
    rows.add(
        row("three meters an event", Math.max(1, events / 4), start, true, seed + 1_000, limit));
    print(rows, distinct, json);
  }

  private Row row(
      String name, long events, Instant start, boolean feedsAll, long seed, long limit) {
    var result = IngestBench.run(suite.as(tenant), events, seed, start, feedsAll);
    var rated = result.statuses().getOrDefault(EventResult.Status.RATED, 0L);
    if (rated != events) {
      throw new IllegalStateException(
          "%d of %d events are rated: %s".formatted(rated, events, result.statuses()));
    }
    return new Row(name, events, result.perSecond(), limit);
  }

  private long limit(long events, Instant start) {
    long most = 0;
    for (var way : InsertLimit.Way.values()) {
      most = Math.max(most, InsertLimit.rowsPerSecond(suite, way, events, seed, start));
    }
    return most;
  }

  private void print(List<Row> rows, long distinct, boolean json) {
    if (json) {
      for (var row : rows) {
        out.printf(
            Locale.ROOT,
            "{\"bench\": \"ingest\", \"row\": \"%s\", \"events\": %d, \"per_second\": %d,"
                + " \"limit_per_second\": %d, \"ratio\": %s}%n",
            row.name(),
            row.events(),
            row.perSecond(),
            row.limitPerSecond(),
            row.ratio());
      }
    } else {
      out.printf("%-24s %12s %12s %12s %8s%n", "ingest", "events", "events/s", "limit/s", "ratio");
      for (var row : rows) {
        out.printf(
            "%-24s %,12d %,12d %,12d %8s%n",
            row.name(), row.events(), row.perSecond(), row.limitPerSecond(), row.ratio());
      }
      out.printf(
          "%,d distinct aggregates a batch; heap at most %,d MB; limit: the better of arrays and a"
              + " staged COPY, one connection%n",
          distinct, Runtime.getRuntime().maxMemory() >> 20);
    }
    out.flush();
  }
}
