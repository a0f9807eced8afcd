package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Pages.CONTRACT;
import static reckoner.rating.Pages.CUTOFF;
import static reckoner.rating.Pages.document;

import io.grpc.StatusRuntimeException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.faults.Clients;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * A session of the service at random ends every 50 ms while clients report usage, correct it and
 * close a period, each repeating what was not answered: all of it has the effect of once.
 */
class SessionsEndedTest {
  private static final int CLIENTS = 4;
  private static final int OPERATIONS_MIN = 20;
  private static final int ENDED_MIN = 15;
  private static final int BATCH_MAX = 6;
  private static final int PAGES_MAX = 99;
  private static final String NOON = "2026-03-10T12:00:00Z";

  /** One that may be in the middle of a transaction. */
  private static final String END_ONE =
      """
      select count(pg_terminate_backend(pid)) from (
        select pid from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend'
          and pid <> pg_backend_pid()
        order by state = 'idle', md5(pid || '' || random()) limit 1) one
      """;

  private final Meter meter = News.meter();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger missed = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();

  /** The pages of each event that was acknowledged; 0 of those that were voided. */
  private final Map<String, Integer> model = new ConcurrentHashMap<>();

  @AfterEach
  void stop() {
    meter.close();
  }

  @Test
  @Tag("F01")
  @Tag("F80")
  void whateverIsRepeatedUntilItIsAnsweredHappensOnce() throws Exception {
    long seed = Seed.of(SessionsEndedTest.class);
    meter.register("1", Pages.contract());
    meter.advance(APRIL);
    BigDecimal inTime;
    try (var ending = Executors.newSingleThreadScheduledExecutor()) {
      var each =
          ending.scheduleAtFixedRate(
              () -> {
                try {
                  ended.addAndGet(Integer.parseInt(Pages.sql(meter, END_ONE).getFirst()));
                } catch (AssertionError _) {
                  missed.incrementAndGet(); // the server takes no more for the moment
                }
              },
              0,
              50,
              TimeUnit.MILLISECONDS);
      atOnce(clients(seed, "in-time"));
      inTime = modelled();
      answer(() -> {
        meter.advance(CUTOFF);
        return "";
      });
      var late = clients(seed + CLIENTS, "late");
      late.add(() -> answer(() -> meter.close("close", CONTRACT, MARCH)));
      atOnce(late);
      each.cancel(false);
    }
    System.out.printf(
        "%d sessions ended (%d times none), %d calls repeated, %d events%n",
        ended.get(), missed.get(), repeated.get(), model.size());
    assertTrue(repeated.get() > 0, "no call met the end of a session");
    assertEquals(model.size(), Pages.stored(meter, TENANT));
    // the last sessions that were ended may still stand in the pool
    var closed = answer(() -> meter.close("close", CONTRACT, MARCH));
    assertEquals(0, inTime.compareTo(Pages.of(closed)), "%s %s".formatted(inTime, closed));
    var later = CUTOFF.plusSeconds(60);
    var adjusted =
        answer(() -> {
          meter.advance(later);
          return meter.adjust(TENANT, "adjust", CONTRACT, MARCH, later);
        });
    assertEquals(0, modelled().subtract(inTime).compareTo(Pages.of(adjusted)), adjusted::toString);
  }

  private BigDecimal modelled() {
    return BigDecimal.valueOf(model.values().stream().mapToLong(pages -> pages).sum());
  }

  private static void atOnce(List<Callable<?>> work) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      work.forEach(one -> running.add(threads.submit(one)));
      for (var one : running) {
        one.get();
      }
    }
  }

  private List<Callable<?>> clients(long seed, String name) {
    int before = ended.get();
    var clients = new ArrayList<Callable<?>>();
    for (int c = 0; c < CLIENTS; c++) {
      var random = new Random(seed + c);
      var prefix = name + "-" + c + "-";
      clients.add(() -> {
        int operation = 0;
        while (operation < OPERATIONS_MIN || ended.get() < before + ENDED_MIN) {
          operate(random, prefix, operation++);
        }
        return prefix;
      });
    }
    return clients;
  }

  /** A batch, of which some was sent before; then an event of it is amended or voided. */
  private void operate(Random random, String prefix, int operation) {
    var batch = new ArrayList<UsageEvent>();
    var pages = new HashMap<String, Integer>();
    for (int i = 0; i <= random.nextInt(BATCH_MAX); i++) {
      var id = prefix + operation + "-" + i;
      int stated = 1 + random.nextInt(PAGES_MAX);
      pages.put(id, stated);
      batch.add(document(id, NOON, "" + stated));
    }
    batch.add(batch.getFirst());
    var results = answer(() -> meter.ingest(TENANT, batch.toArray(UsageEvent[]::new)));
    for (var result : results.getResultsList()) {
      assertTrue(
          List.of(EventResult.Status.RATED, EventResult.Status.LATE, EventResult.Status.DUPLICATE)
              .contains(result.getStatus()),
          result::toString);
    }
    model.putAll(pages);
    var corrected = batch.getFirst().getEventId();
    if (random.nextBoolean()) {
      // beyond what any event states, so that the content differs
      var amended = document(corrected, NOON, "" + (1 + PAGES_MAX + random.nextInt(PAGES_MAX)));
      var amend = Meter.amend(amended);
      answer(() -> meter.correct(TENANT, "amend " + corrected, amend));
      model.put(corrected, Integer.parseInt(amended.getQuantity().getValue()));
    } else if (random.nextBoolean()) {
      answer(() -> meter.correct(TENANT, "void " + corrected, Meter.voiding(batch.getFirst())));
      model.put(corrected, 0);
    }
  }

  /** Repeats a call until it is answered. */
  private <T> T answer(Supplier<T> call) {
    while (true) {
      try {
        return call.get();
      } catch (StatusRuntimeException failure) {
        if (Clients.reasonOf(failure) == null) {
          throw failure;
        }
        repeated.incrementAndGet();
      }
    }
  }
}
