package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.MAY;
import static reckoner.rating.Meter.contract;
import static reckoner.rating.Meter.event;

import com.google.protobuf.Duration;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.EventResult;

/** How long after a period's end usage still counts is a term of the contract (RULES B5). */
class UsageGraceTest {
  private final Meter meter = new Meter();

  @BeforeEach
  void publish() {
    meter.publishSmallAndLarge();
  }

  @AfterEach
  void stop() {
    meter.close();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "unsaid",
      value = {
        "unsaid, 2026-04-02T00:00:00Z",
        "0, 2026-04-01T00:00:00Z",
        "1, 2026-04-01T00:00:01Z",
        "86400, 2026-04-02T00:00:00Z",
        "2678400, 2026-05-02T00:00:00Z"
      })
  void aPeriodIsOpenUntilTheGraceIsOver(@Nullable Long seconds, String cutoff) {
    var terms = contract("c/1", "c", MARCH, APRIL);
    if (seconds != null) {
      terms.setUsageGrace(Duration.newBuilder().setSeconds(seconds));
    }
    meter.register("1", terms);
    meter.advance(Instant.parse(cutoff).minusSeconds(1));
    assertEquals(
        "PERIOD_OPEN", refusal(() -> meter.close("early", "c/1", MARCH)), "a second too early");
    meter.advance(Instant.parse(cutoff));
    assertEquals(1, meter.close("due", "c/1", MARCH).getChargesCount(), "the fee");
  }

  @ParameterizedTest
  @CsvSource({
    "2678400, 1, REQUEST_INVALID",
    "2678401, 0, REQUEST_INVALID",
    "-1, 0, REQUEST_INVALID",
    "0, 1, CONTRACT_INVALID"
  })
  void aGraceOutsideItsBoundsIsRefused(long seconds, int nanos, String reason) {
    var terms = contract("c/1", "c", MARCH, APRIL);
    terms.setUsageGrace(Duration.newBuilder().setSeconds(seconds).setNanos(nanos));
    assertEquals(reason, refusal(() -> meter.register("1", terms)));
  }

  @Test
  void withoutGraceAMonthIsClosedTheSecondItEnds() {
    var terms = contract("c/2026", "c", MARCH, APRIL, MAY).setUsageGrace(Duration.newBuilder());
    meter.register("1", terms);
    meter.advance(APRIL.minusSeconds(1));
    meter.ingest(event("1", "c", "2026-03-31T23:59:59Z", "small", "input", "1100000"));
    meter.advance(APRIL);
    var tooLate = event("too late", "c", "2026-03-31T23:59:59Z", "small", "input", "1000000");
    assertEquals(EventResult.Status.LATE, meter.ingest(tooLate).getFirst().getStatus());
    var march = meter.close("march", "c/2026", MARCH);
    assertEquals(
        List.of(
            "platform-fee  : 1 - 0 = 1 -> 29 ~ 29, cost 0",
            "model-usage small input: 1100000 - 100000 = 1000000 -> 1.8 ~ 1.8, cost 1.65"),
        march.getChargesList().stream().map(Lines::line).toList());
    assertEquals(
        List.of("too late"),
        meter.exceptions(Meter.TENANT, 10, EventResult.Status.LATE).stream()
            .map(late -> late.getEvent().getEventId())
            .toList());
  }

  @Test
  void withoutGraceAPeriodThatEndedBeforeTheActivationIsClosedAtOnce() {
    var activation = APRIL.plusSeconds(3600);
    meter.ingest(event("1", "c", "2026-03-01T00:00:00Z", "small", "input", "1100000"));
    meter.advance(activation);
    var terms = contract("c/2026", "c", MARCH, APRIL, MAY).setUsageGrace(Duration.newBuilder());
    meter.register("1", terms.setActivateTime(Meter.stamp(activation)));
    assertEquals(2, meter.close("march", "c/2026", MARCH).getChargesCount());
    assertEquals("PERIOD_OPEN", refusal(() -> meter.close("april", "c/2026", APRIL)));
  }

  private static String refusal(Executable call) {
    return RefusalStatus.reason(assertThrows(StatusRuntimeException.class, call)).orElseThrow();
  }
}
