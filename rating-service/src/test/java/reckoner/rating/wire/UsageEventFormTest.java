package reckoner.rating.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Timestamp;
import com.google.type.Decimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reckoner.kit.wire.CanonicalForm;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.rating.Seed;

/** Two ways to one hash: what is stored must stay a duplicate for ever. */
class UsageEventFormTest {
  private static final int EVENTS = 5_000;
  private static final String[] TEXTS = {"", "a", "größer", "\uD83D\uDE00", "0:1\"x;", " "};
  private static final String[] DECIMALS = {
    "0", "1", "1.0", "1e2", "-1", "-1.50", "0.000000000001", "x", "", "1e999999999", "007"
  };

  private final long seed = Seed.of(UsageEventFormTest.class);
  private final Random random = new Random(seed);

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private Decimal decimal() {
    return Decimal.newBuilder().setValue(DECIMALS[random.nextInt(DECIMALS.length)]).build();
  }

  private UsageEvent event() {
    var event =
        UsageEvent.newBuilder()
            .setSource(text())
            .setEventId(text())
            .setCustomer(text())
            .setProvider(text())
            .setModel(text())
            .setEventType(text())
            .setNestingValue(random.nextInt(4));
    if (random.nextBoolean()) {
      event.setEventTime(
          Timestamp.newBuilder().setSeconds(random.nextInt(3) - 1).setNanos(random.nextInt(2)));
    }
    if (random.nextBoolean()) {
      event.setQuantity(decimal());
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      event.putQuantities(text(), decimal());
      event.putDimensions(text(), text());
      event.putEvidence(text(), text());
    }
    return event.build();
  }

  @Test
  void theHashIsThatOfTheGeneralForm() {
    for (int i = 0; i < EVENTS; i++) {
      var event = event();
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
