package reckoner.rating.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reckoner.kit.testing.Seed;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.UsageEvent;

/** What is read straight from bytes is what the message's own classes make of them. */
class StatedEventTest {
  private static final int EVENTS = 20_000;

  private final long seed = Seed.of(StatedEventTest.class);
  private final Random random = new Random(seed);
  private final RandomEvents events = new RandomEvents(random, true);
  private final Names names = new Names(); // of all, so that each meets those before it

  /** An event, or two that are to be merged, and now and then some bytes that are none. */
  private byte[] bytes() {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(events.next().toByteArray());
    if (random.nextInt(3) == 0) {
      bytes.writeBytes(events.next().toByteArray());
    }
    var event = bytes.toByteArray();
    for (int i = random.nextInt(8) - 4; i > 0 && event.length > 0; i--) {
      event[random.nextInt(event.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(event, random.nextInt(event.length + 1)) : event;
  }

  private static @Nullable String ofMessage(byte[] bytes) {
    try {
      return said(StatedEvent.of(UsageEvent.parseFrom(bytes)));
    } catch (InvalidProtocolBufferException broken) {
      return null;
    }
  }

  private @Nullable String straight(byte[] bytes) {
    try {
      var event = StatedEvent.read(bytes, names);
      assertArrayEquals(bytes, event.body());
      assertEquals(said(event), said(StatedEvent.read(bytes, null)));
      return said(event);
    } catch (InvalidProtocolBufferException broken) {
      return null;
    }
  }

  private static String said(StatedEvent event) {
    return List.of(
            event.source(),
            event.eventId(),
            event.time(),
            event.customer(),
            event.provider(),
            event.model(),
            event.nesting(),
            new TreeMap<>(event.quantities()),
            event.eventType(),
            new TreeMap<>(event.dimensions()),
            Optional.ofNullable(event.quantity()),
            new TreeMap<>(event.evidence()))
        .toString();
  }

  @Test
  void randomBytesSayTheSame() {
    int broken = 0;
    for (int i = 0; i < EVENTS; i++) {
      var bytes = bytes();
      var expected = ofMessage(bytes);
      broken += expected == null ? 1 : 0;
      assertEquals(
          expected, straight(bytes), () -> "seed " + seed + ": " + HexFormat.of().formatHex(bytes));
    }
    assertTrue(broken > EVENTS / 50 && broken < EVENTS / 2, broken + " are broken");
  }

  @Test
  void aBatchHasItsEventsWithTheirBytes() {
    var request =
        IngestUsageRequest.newBuilder()
            .addEvents(events.next())
            .setUnknownFields(UnknownFieldSet.newBuilder().mergeVarintField(9, 1).build())
            .addEvents(events.next())
            .build();
    var batch =
        StatedBatch.marshaller().parse(new ByteArrayInputStream(request.toByteArray())).events();
    assertEquals(2, batch.size());
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(request.getEvents(i).toByteArray(), batch.get(i).body());
      assertEquals(ofMessage(batch.get(i).body()), straight(batch.get(i).body()));
    }
  }

  @Test
  void aBatchThatIsNoneIsRefusedAsOthersAre() {
    for (var bytes : new byte[][] {{10}, {10, 2, 10, 5}, {12}, {0}}) {
      var thrown =
          assertThrows(
              StatusRuntimeException.class,
              () -> StatedBatch.marshaller().parse(new ByteArrayInputStream(bytes)));
      assertEquals(Status.Code.INTERNAL, thrown.getStatus().getCode());
      assertThrows(InvalidProtocolBufferException.class, () -> IngestUsageRequest.parseFrom(bytes));
    }
  }
}
