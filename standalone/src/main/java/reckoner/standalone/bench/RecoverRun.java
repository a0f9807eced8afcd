package reckoner.standalone.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import reckoner.kit.auth.BearerCredentials;
import reckoner.kit.auth.Role;
import reckoner.proto.rating.v1.GetUsageSummaryRequest;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.standalone.platform.EmbeddedDatabase;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.ServiceProcess;
import reckoner.standalone.platform.Suite;

/**
 * {@code bench recover}: the time from {@code kill -9} under full ingest to the first event that is
 * accepted, beside that of an orderly restart, and what became of the events meanwhile.
 */
public final class RecoverRun {
  private final Suite suite;
  private final long seed;
  private final String tenant;

  /**
   * @param seed of the events; each run in a data folder needs another, for it stores them
   */
  public RecoverRun(Suite suite, long seed) {
    this.suite = suite;
    this.seed = seed;
    this.tenant = "bench-" + Long.toHexString(seed);
  }

  /** Ends something and sees to it that it starts again; answers the instant that is timed from. */
  private interface Interruption {
    long run(Traffic traffic);
  }

  /**
   * Kills the service, then the suite's own database, so many times each.
   *
   * @param events at least so many are acknowledged before each
   */
  public Report run(int events, int kills) {
    var database = suite.embeddedDatabase().orElseThrow();
    var installation = suite.as(tenant);
    var now = suite.businessTime();
    var start = now.minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.HOURS);
    BenchCatalog.publish(installation);
    BenchCatalog.register(installation, start, now.plus(30, ChronoUnit.DAYS));
    var rows = new ArrayList<Row>();
    try (var rating = ServiceProcess.start(suite, Service.RATING)) {
      var measured = new Measured(rating, start, events, kills);
      rows.add(
          measured.row(
              "rating service killed",
              seed,
              traffic -> killed(rating, traffic),
              traffic -> stopped(rating, traffic)));
      rows.add(
          measured.row(
              "database killed",
              seed + Traffic.SEEDS_APART,
              traffic -> killed(database, traffic),
              traffic -> stopped(database, traffic)));
    }
    return new Report("recover", "events", rows, "an orderly restart under the same ingest");
  }

  private static long killed(ServiceProcess rating, Traffic traffic) {
    long begun = System.nanoTime();
    rating.kill();
    traffic.arm();
    rating.startAgain();
    return begun;
  }

  private static long stopped(ServiceProcess rating, Traffic traffic) {
    rating.stop();
    traffic.arm();
    long begun = System.nanoTime();
    rating.startAgain();
    return begun;
  }

  private static long killed(EmbeddedDatabase database, Traffic traffic) {
    long begun = System.nanoTime();
    database.kill();
    traffic.arm();
    database.startAgain();
    return begun;
  }

  private static long stopped(EmbeddedDatabase database, Traffic traffic) {
    database.close();
    traffic.arm();
    long begun = System.nanoTime();
    database.startAgain();
    return begun;
  }

  /** What is measured of each thing that is killed. */
  private final class Measured {
    private final ServiceProcess rating;
    private final Instant start;
    private final int events;
    private final int kills;

    Measured(ServiceProcess rating, Instant start, int events, int kills) {
      this.rating = rating;
      this.start = start;
      this.events = events;
      this.kills = kills;
    }

    Row row(String name, long seed, Interruption kill, Interruption stop) {
      var token = new BearerCredentials(() -> suite.token(tenant, Role.MACHINE));
      var traffic = new Traffic(rating, token, seed, start);
      long before = rated();
      traffic.begin();
      var killed = new ArrayList<Long>();
      var stopped = new ArrayList<Long>();
      for (int i = 0; i < kills; i++) { // in turns, so that what else the machine does hits both
        killed.add(millis(traffic, kill));
        stopped.add(millis(traffic, stop));
      }
      traffic.end();
      var facts = new LinkedHashMap<String, Long>();
      facts.put("kills", (long) kills);
      facts.put("ms_at_most", killed.stream().mapToLong(Long::longValue).max().orElseThrow());
      facts.put("acknowledged_events_missing", traffic.missing());
      facts.put("stored_twice", rated() - before - traffic.acknowledged());
      return new Row(
          name,
          traffic.acknowledged(),
          "ms",
          median(killed),
          median(stopped),
          new Goal.None(),
          facts);
    }

    private long millis(Traffic traffic, Interruption interruption) {
      traffic.awaitMore(events);
      long begun = interruption.run(traffic);
      return (traffic.accepted() - begun) / 1_000_000;
    }

    private long rated() {
      return RatingServiceGrpc.newBlockingStub(suite.channel(Service.RATING, tenant, Role.VIEWER))
          .getUsageSummary(GetUsageSummaryRequest.getDefaultInstance())
          .getRated();
    }
  }

  private static long median(List<Long> millis) {
    return millis.stream().sorted().toList().get((millis.size() - 1) / 2);
  }
}
