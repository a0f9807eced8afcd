package reckoner.kit.clock;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/**
 * Business time (RULES B6). In a deployment with a test clock it stands where the operator set it,
 * as stored in the service's own database, so that replicas and restarts agree; until it is set,
 * and everywhere else, it is real time. The first setting may lie before real time, so that once,
 * and only then, business time may step back; from then on it only goes forward.
 */
@Singleton
public class BusinessClock implements InstantSource {
  private final boolean testClock;
  private final TestClockRepository stored;
  private final InstantSource realTime = InstantSource.system();

  BusinessClock(
      @Value("${reckoner.test-clock:false}") boolean testClock, TestClockRepository stored) {
    this.testClock = testClock;
    this.stored = stored;
  }

  /** Business time to the microsecond. */
  @Override
  public Instant instant() {
    var time =
        testClock
            ? stored.find().map(TestClockRow::time).orElseGet(realTime::instant)
            : realTime.instant();
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  public boolean isStanding() {
    return testClock && stored.find().isPresent();
  }

  /**
   * Sets the clock to {@code time}: the first time to any instant, also one before real time; after
   * that only if it is later than where the clock stands.
   */
  public void advanceTo(Instant time) {
    if (!testClock) {
      throw Refusal.of(
              KitReason.TEST_CLOCK_OFF,
              "this deployment runs on real time; its clock cannot be set")
          .asException();
    }
    stored.advance(time);
  }
}
