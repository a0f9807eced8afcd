package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.UsageRoom.SMALL_BYTES_MAX;

import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class UsageRoomTest {
  private static final int BYTES = 16 * SMALL_BYTES_MAX;

  private final UsageRoom room = new UsageRoom(BYTES);

  @Test
  void whatIsTakenIsGivenBackOnce() {
    var share = room.begin();
    assertTrue(share.take(5, Duration.ZERO));
    assertTrue(share.take(SMALL_BYTES_MAX, Duration.ZERO));
    assertEquals(SMALL_BYTES_MAX + 5, share.taken());
    assertEquals(BYTES - share.taken(), room.free());
    share.close();
    share.close();
    assertEquals(BYTES, room.free());
  }

  @Test
  void largeMessagesLeaveAQuarterToSmallOnes() {
    var large = room.begin();
    int largest = BYTES / 4 * 3 + SMALL_BYTES_MAX;
    assertTrue(large.take(largest, Duration.ZERO));
    assertFalse(large.take(1, Duration.ZERO));
    assertEquals(largest, large.taken());
    var small = room.begin();
    assertTrue(small.take(SMALL_BYTES_MAX, Duration.ZERO));
    assertFalse(small.take(1, Duration.ZERO), "it is large from here on");
    for (int i = 0; i < 2; i++) {
      assertTrue(room.begin().take(SMALL_BYTES_MAX, Duration.ZERO));
    }
    assertFalse(room.begin().take(1, Duration.ZERO), "the room is full");
    large.close();
    assertTrue(small.take(1, Duration.ZERO));
  }

  @Test
  void whatFindsNoRoomTakesNothing() {
    var small = room.begin();
    var others = room.begin();
    assertTrue(others.take(BYTES / 4 * 3 + SMALL_BYTES_MAX, Duration.ZERO));
    int free = room.free();
    assertFalse(small.take(free + 1, Duration.ZERO));
    assertEquals(free, room.free());
    others.close();
    assertTrue(small.take(BYTES / 4 * 3 + SMALL_BYTES_MAX, Duration.ZERO), "nor of the large");
  }

  @Test
  void whoWaitsIsLetInWhenOthersGiveBack() throws Exception {
    var first = room.begin();
    assertTrue(first.take(BYTES / 4 * 3 + SMALL_BYTES_MAX, Duration.ZERO));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var second = threads.submit(() -> room.begin().take(BYTES / 2, Duration.ofMinutes(3)));
      first.close();
      assertTrue(second.get());
    }
  }
}
