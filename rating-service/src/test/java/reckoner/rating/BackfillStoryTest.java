package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.CorrectionTest.contract;
import static reckoner.rating.CorrectionTest.document;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.amend;
import static reckoner.rating.Meter.voiding;

import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.Seed;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.UsageEvent;

/** Usage, corrections and backfills in any order, against a plain model of what holds. */
class BackfillStoryTest {
  private static final Instant CUTOFF = APRIL.plusSeconds(86_400);
  private static final int STEPS = 60;
  private final Meter meter = new Meter();
  private final Backfills backfills = new Backfills(meter);
  private final TreeMap<String, UsageEvent> present = new TreeMap<>();
  private final Set<String> used = new HashSet<>();
  private final List<Closed> closed = new ArrayList<>();

  /** A closed backfill of the model; which it replaced, and whether it still stands. */
  private record Closed(
      String name,
      Instant start,
      Instant end,
      boolean replaces,
      List<String> stored,
      Map<String, UsageEvent> replaced) {
    private boolean covers(UsageEvent event) {
      var time = Wire.instant(event.getEventTime());
      return !time.isBefore(start) && time.isBefore(end);
    }

    private boolean overlaps(Closed other) {
      return start.isBefore(other.end) && other.start.isBefore(end);
    }

    /** Also what had been amended into its scope. */
    private boolean hasReplaced(List<String> ids) {
      return ids.stream().anyMatch(replaced::containsKey);
    }
  }

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
    meter.register("1", contract("c", "'simple': 'SUM'"));
    meter.register("2", contract("d", "'simple': 'SUM'"));
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  /** Before the cut-off, and with it on the way. */
  @ParameterizedTest
  @ValueSource(ints = {86_000, 86_400 - STEPS / 2})
  void whateverIsDoneInWhateverOrderWhatHoldsIsBilled(int seconds) {
    long seed = Seed.of(BackfillStoryTest.class);
    var random = new Random(seed);
    var answers = new HashMap<Instant, String>();
    var now = APRIL.plusSeconds(seconds);
    for (int step = 0; step < STEPS; step++) {
      now = now.plusSeconds(1);
      meter.advance(now);
      answers.put(now, meter.query(TENANT, "c/2026-03", MARCH, now).getReceiptHash());
      var name = step + ", seed " + seed;
      switch (random.nextInt(5)) {
        case 0, 1 -> ingest(random, "e" + step);
        case 2 -> correct(random, "r" + step);
        case 3 -> backfill(random, "b" + step, name);
        default -> revert(random, "v" + step, name);
      }
      assertEquals(sum(), quantity(), "step " + name);
    }
    meter.advance(CUTOFF.plusSeconds(1_000));
    var receipt = meter.query(TENANT, "c/2026-03", MARCH).getReceiptHash();
    if (answers.containsKey(CUTOFF)) {
      assertEquals(
          answers.get(CUTOFF), meter.close("x", "c/2026-03", MARCH).getReceiptHash(), "" + seed);
    }
    answers.forEach((time, hash) ->
        assertEquals(
            hash,
            meter.query(TENANT, "c/2026-03", MARCH, time).getReceiptHash(),
            () -> time + ", seed " + seed));
    present
        .values()
        .forEach(
            event -> meter.ingest(event.toBuilder().setSource("right").setCustomer("d").build()));
    assertEquals(meter.query(TENANT, "d/2026-03", MARCH).getReceiptHash(), receipt, "seed " + seed);
  }

  private long sum() {
    return present.values().stream()
        .mapToLong(event -> Long.parseLong(event.getQuantity().getValue()))
        .sum();
  }

  private long quantity() {
    return meter.query(TENANT, "c/2026-03", MARCH).getChargesList().stream()
        .filter(charge -> charge.getCharge().equals("sum"))
        .mapToLong(charge -> Long.parseLong(charge.getQuantity().getValue()))
        .sum();
  }

  private static UsageEvent any(Random random, String id) {
    return document(
        "c",
        id,
        MARCH.plusSeconds(random.nextInt(31 * 86_400)).toString(),
        Integer.toString(1 + random.nextInt(50)));
  }

  private void ingest(Random random, String id) {
    for (int i = 0; i < 3; i++) {
      var event = any(random, id + "-" + i);
      meter.ingest(event);
      used.add(event.getEventId());
      present.put(event.getEventId(), event);
    }
  }

  private void correct(Random random, String request) {
    if (present.isEmpty()) {
      return;
    }
    var id = List.copyOf(present.keySet()).get(random.nextInt(present.size()));
    if (random.nextBoolean()) {
      meter.correct(TENANT, request, voiding(Objects.requireNonNull(present.remove(id))));
    } else {
      var event = any(random, id);
      meter.correct(TENANT, request, amend(event));
      present.put(id, event);
    }
  }

  private void backfill(Random random, String name, String step) {
    var start = MARCH.plusSeconds(random.nextInt(20 * 86_400));
    var end = start.plusSeconds(86_400L * (1 + random.nextInt(11)));
    var replaces = random.nextInt(3) > 0;
    var one = new Closed(name, start, end, replaces, new ArrayList<>(), new TreeMap<>());
    backfills.create(name, Backfills.scope(start, end).addCustomers("c").setReplaces(replaces));
    var named = new HashSet<String>();
    var held = new ArrayList<UsageEvent>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      // one in four has the id of another event, and says something else
      var id =
          random.nextInt(4) == 0 && !used.isEmpty()
              ? used.stream().sorted().toList().get(random.nextInt(used.size()))
              : name + "-" + i;
      var event =
          any(random, id).toBuilder()
              .setEventTime(Wire.timestamp(start.plusSeconds(random.nextInt(86_400))))
              .build();
      backfills.ingest(name, event);
      if (named.add(id) && !used.contains(id)) {
        held.add(event);
      }
    }
    if (random.nextInt(6) == 0) {
      backfills.discard(name, name);
      return;
    }
    if (replaces) {
      present.forEach((id, event) -> {
        if (one.covers(event) && !named.contains(id)) {
          one.replaced().put(id, event);
        }
      });
    }
    present.keySet().removeAll(one.replaced().keySet());
    for (var event : held) {
      used.add(event.getEventId());
      present.put(event.getEventId(), event);
      one.stored().add(event.getEventId());
    }
    var closing = backfills.close(name, name).getClosing();
    assertEquals(one.replaced().size(), closing.getReplacedEvents(), "step " + step);
    closed.add(one);
  }

  private void revert(Random random, String request, String step) {
    if (closed.isEmpty()) {
      return;
    }
    int index = random.nextInt(closed.size());
    var one = closed.get(index);
    boolean isSuperseded =
        closed.subList(index + 1, closed.size()).stream()
            .anyMatch(later ->
                later.replaces() && (later.overlaps(one) || later.hasReplaced(one.stored())));
    if (isSuperseded) {
      assertEquals(
          "BACKFILL_SUPERSEDED",
          RefusalStatus.reason(
                  assertThrows(
                      StatusRuntimeException.class, () -> backfills.revert(request, one.name())))
              .orElseThrow(),
          "step " + step);
      return;
    }
    backfills.revert(request, one.name());
    closed.remove(index);
    present.keySet().removeAll(one.stored());
    present.putAll(one.replaced());
  }
}
