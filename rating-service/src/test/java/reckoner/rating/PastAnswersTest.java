package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.TENANT;
import static reckoner.rating.Meter.amend;
import static reckoner.rating.Meter.voiding;

import java.time.Instant;
import java.util.HashMap;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.UsageCorrection;
import reckoner.proto.rating.v1.UsageEvent;

/** A period that is asked for again, as it was known at any instant. */
class PastAnswersTest {
  private static final Instant CUTOFF = APRIL.plusSeconds(86_400);
  private final Meter meter = new Meter();

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  /**
   * Whatever is corrected in whatever order: the close has the bytes of usage that came right, and
   * each past answer is given again.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'simple': 'SUM'",
        "'simple': 'MAX'",
        "'timeWeighted': 'DAY'",
        "'windowed': {'size': 'DAILY', 'each': {'simple': 'SUM'}, 'then': {'percentile':"
            + " {'percent': '80'}}}"
      })
  void everyPastAnswerIsGivenAgain(String aggregation) {
    long seed = Seed.of(PastAnswersTest.class);
    var random = new Random(seed);
    meter.register("1", CorrectionTest.contract("c", aggregation));
    meter.register("2", CorrectionTest.contract("d", aggregation));
    var present = new HashMap<String, UsageEvent>();
    var answers = new HashMap<Instant, String>();
    var now = APRIL.plusSeconds(86_400 - 30);
    for (int step = 0; step < 40; step++) {
      now = now.plusSeconds(1); // the cut-off comes on the way
      meter.advance(now);
      answers.put(now, meter.query(TENANT, "c/2026-03", MARCH, now).getReceiptHash());
      if (present.isEmpty() || random.nextInt(3) == 0) {
        var event = any(random, "c", "e" + step);
        meter.ingest(event);
        present.put(event.getEventId(), event);
      } else {
        var ids = present.keySet().stream().sorted().toList();
        var id = ids.get(random.nextInt(ids.size()));
        UsageCorrection correction;
        if (random.nextInt(3) == 0) {
          correction = voiding(Objects.requireNonNull(present.remove(id)));
        } else {
          var event = any(random, "c", id);
          present.put(id, event);
          correction = amend(event);
        }
        meter.correct(TENANT, "r" + step, correction);
      }
    }
    now = now.plusSeconds(1);
    meter.advance(now);
    var closed = meter.close("close", "c/2026-03", MARCH);
    assertEquals(answers.get(CUTOFF), closed.getReceiptHash(), "seed " + seed);
    answers.forEach((time, receipt) ->
        assertEquals(
            receipt,
            meter.query(TENANT, "c/2026-03", MARCH, time).getReceiptHash(),
            () -> time + ", seed " + seed));
    present
        .values()
        .forEach(
            event -> meter.ingest(event.toBuilder().setSource("right").setCustomer("d").build()));
    meter.advance(now.plusSeconds(1));
    var right = meter.query(TENANT, "d/2026-03", MARCH);
    var corrected = meter.query(TENANT, "c/2026-03", MARCH);
    assertEquals(CorrectionTest.amounts(right), CorrectionTest.amounts(corrected), "seed " + seed);
    assertEquals(right.getReceiptHash(), corrected.getReceiptHash(), "seed " + seed);
    assertNotEquals(closed.getReceiptHash(), corrected.getReceiptHash(), "seed " + seed);
  }

  private static UsageEvent any(Random random, String customer, String id) {
    var time = MARCH.plusSeconds(random.nextInt(31 * 86_400)).toString();
    var quantity = Integer.toString(1 + random.nextInt(90_000));
    return switch (random.nextInt(3)) {
      case 0 ->
          CorrectionTest.request(customer, id, time, quantity).toBuilder()
              .setSource("desk")
              .build();
      case 1 ->
          Meter.event(id, customer, time, "large", "input", quantity).toBuilder()
              .setSource("desk")
              .build();
      default -> CorrectionTest.document(customer, id, time, quantity);
    };
  }
}
