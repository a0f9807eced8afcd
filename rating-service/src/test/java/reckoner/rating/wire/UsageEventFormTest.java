package reckoner.rating.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Seed;
import reckoner.kit.wire.CanonicalForm;
import reckoner.proto.rating.v1.UsageEvent;

/** Two ways to one hash: what is stored must stay a duplicate for ever. */
class UsageEventFormTest {
  private static final int EVENTS = 5_000;
  private final long seed = Seed.of(UsageEventFormTest.class);
  // fields that this version does not know are in the general form and not in ours
  private final RandomEvents events = new RandomEvents(new Random(seed), false);

  @Test
  void theHashIsThatOfTheGeneralForm() {
    for (int i = 0; i < EVENTS; i++) {
      var event = events.next();
      assertArrayEquals(
          CanonicalForm.hash(event),
          UsageEventForm.hash(StatedEvent.of(event)),
          () -> "seed " + seed + "\n" + event);
    }
  }

  @Test
  void everyFieldIsInIt() {
    assertEquals(12, UsageEvent.getDescriptor().getFields().size(), "a field was added: write it");
  }
}
