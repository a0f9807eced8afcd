package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Pages.CONTRACT;
import static reckoner.rating.Pages.CUTOFF;

import io.grpc.StatusRuntimeException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.CorrectUsageResponse;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * Writers and readers at random, all at once. The positions of the ledger put what they did in one
 * order; done one after the other in that order, by a model of a few lines, everything that was
 * answered and read comes out the same.
 */
class HistoryTest {
  private static final int WRITERS = 5;
  private static final int OPERATIONS = 40;
  private static final int IDS = 25;
  private static final String NOON = "2026-03-10T12:00:00Z";

  private final Meter meter = new Meter();
  private final Map<Long, List<Fact>> facts = new TreeMap<>();
  private final ConcurrentLinkedQueue<Read> reads = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Known> repetitions = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    meter.close();
  }

  /** What a position says of an event: pages, or none where it is voided. */
  private record Fact(String id, @Nullable Integer pages, boolean isFirst, int generation) {}

  /** The pages of the period that a reader saw at a position. */
  private record Read(long position, BigDecimal pages) {}

  /** An answer that an event was known, with these pages or with others. */
  private record Known(String id, int pages, boolean isSame) {}

  @Test
  @Tag("F77")
  void whatSeveralWritersDoAtOnceIsWhatOneWouldHaveDoneInTheOrderOfPositions() throws Exception {
    long seed = Seed.of(HistoryTest.class);
    meter.register("1", Pages.contract());
    meter.advance(APRIL);
    runAll(seed, "in-time-");
    meter.advance(CUTOFF);
    long lastInTime = facts.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
    runAll(seed + 1, "late-");
    var closed = meter.close("close", CONTRACT, MARCH);
    reads.add(new Read(closed.getUsagePosition(), Pages.of(closed)));
    assertEquals(lastInTime, closed.getUsagePosition());

    var pagesAt = new HashMap<Long, BigDecimal>(Map.of(0L, BigDecimal.ZERO));
    var model = play(pagesAt);
    for (var read : reads) {
      assertEquals(pagesAt.get(read.position()), read.pages(), "read at " + read.position());
    }
    assertTrue(reads.size() > OPERATIONS, "much was read");
    for (var known : repetitions) {
      assertEquals(first(known.id()) == known.pages(), known.isSame(), known.toString());
    }
    var later = CUTOFF.plusSeconds(3_600);
    meter.advance(later);
    var difference = Pages.of(meter.adjust(TENANT, "adjust", CONTRACT, MARCH, later));
    assertEquals(sum(model), Pages.of(closed).add(difference), "billed in all");
  }

  /** The pages that an event came with. */
  private int first(String id) {
    return facts.values().stream()
        .flatMap(List::stream)
        .filter(fact -> fact.id().equals(id) && fact.isFirst())
        .map(fact -> Objects.requireNonNull(fact.pages()))
        .findFirst()
        .orElseThrow();
  }

  /** One after the other; refuses what could not have been done in this order. */
  private Map<String, Integer> play(Map<Long, BigDecimal> pagesAt) {
    var present = new TreeMap<String, Integer>();
    var generations = new HashMap<String, Integer>();
    facts.forEach((position, batch) -> {
      for (var fact : batch) {
        var said = fact + " at " + position;
        if (fact.isFirst()) {
          assertTrue(generations.putIfAbsent(fact.id(), 0) == null, said);
        } else {
          assertEquals(fact.generation() - 1, generations.put(fact.id(), fact.generation()), said);
          assertTrue(present.containsKey(fact.id()), said + " was voided before");
        }
        if (fact.pages() == null) {
          present.remove(fact.id());
        } else {
          present.put(fact.id(), fact.pages());
        }
      }
      pagesAt.put(position, sum(present));
    });
    return present;
  }

  private static BigDecimal sum(Map<String, Integer> present) {
    return BigDecimal.valueOf(present.values().stream().mapToLong(Integer::longValue).sum());
  }

  private void runAll(long seed, String prefix) throws Exception {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Boolean>>();
      for (int w = 0; w < WRITERS; w++) {
        var random = new Random(seed * 31 + w);
        var name = prefix + w;
        running.add(
            threads.submit(() -> {
              start.await();
              for (int i = 0; i < OPERATIONS; i++) {
                operation(random, prefix, name + " " + i);
              }
              return true;
            }));
      }
      start.countDown();
      for (var one : running) {
        one.get();
      }
    }
  }

  private void operation(Random random, String prefix, String requestId) {
    switch (random.nextInt(5)) {
      case 0, 1 -> ingest(random, prefix);
      case 2 -> correct(requestId, random, prefix, true);
      case 3 -> correct(requestId, random, prefix, false);
      default -> {
        var period = meter.query(TENANT, CONTRACT, MARCH);
        reads.add(new Read(period.getUsagePosition(), Pages.of(period)));
      }
    }
  }

  private static UsageEvent any(Random random, String prefix) {
    var id = prefix + random.nextInt(IDS);
    return Pages.document(id, NOON, Integer.toString(1 + random.nextInt(3)));
  }

  private static int pages(UsageEvent event) {
    return Integer.parseInt(event.getQuantity().getValue());
  }

  private void ingest(Random random, String prefix) {
    var events = random.ints(4, 0, 1).mapToObj(i -> any(random, prefix)).toList();
    var answer = meter.ingest(TENANT, events.toArray(UsageEvent[]::new));
    if (answer.getPosition() > 0) { // a conflict that is kept takes a position too
      note(answer.getPosition());
    }
    for (int i = 0; i < events.size(); i++) {
      var event = events.get(i);
      switch (answer.getResults(i).getStatus()) {
        case RATED, LATE ->
            note(answer.getPosition(), new Fact(event.getEventId(), pages(event), true, 0));
        case DUPLICATE -> repetitions.add(new Known(event.getEventId(), pages(event), true));
        case CONFLICT -> repetitions.add(new Known(event.getEventId(), pages(event), false));
        default -> throw new AssertionError(answer.getResults(i));
      }
    }
  }

  private synchronized void note(long position, Fact... said) {
    facts.computeIfAbsent(position, at -> new ArrayList<>()).addAll(List.of(said));
  }

  private void correct(String requestId, Random random, String prefix, boolean amends) {
    var event = any(random, prefix);
    var correction = amends ? Meter.amend(event) : Meter.voiding(event);
    CorrectUsageResponse answer;
    try {
      answer = meter.correct(TENANT, requestId, correction);
    } catch (StatusRuntimeException refused) { // not known, voided, or so already
      assertEquals("CORRECTION_IMPOSSIBLE", RefusalStatus.reason(refused).orElseThrow());
      return;
    }
    int generation = answer.getCorrected(0).getGeneration();
    note(
        answer.getPosition(),
        new Fact(event.getEventId(), amends ? pages(event) : null, false, generation));
  }
}
