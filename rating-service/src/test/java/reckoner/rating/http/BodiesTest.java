package reckoner.rating.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micronaut.http.exceptions.BufferLengthExceededException;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.Refused;
import reckoner.rating.RatingReason;
import reckoner.rating.UsageRoom;

/** The bound of all bodies together; that of each is shown through the door. */
class BodiesTest {
  private static final int HOLDERS = 3;

  /** A quarter of it is kept for small ones. */
  private final UsageRoom room = new UsageRoom((HOLDERS + 1) * Bodies.BYTES_MAX);

  private final Bodies bodies = new Bodies(room);

  private int length(byte[] body) {
    return bodies.with(new ByteArrayInputStream(body), OptionalLong.empty(), read -> read.length);
  }

  @Test
  @Tag("F83")
  void whoFindsNoRoomIsRefusedAndTheRoomComesBack() throws Exception {
    var held = new CountDownLatch(HOLDERS);
    var release = new CountDownLatch(1);
    var full = new byte[Bodies.BYTES_MAX];
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<Integer>>();
      for (int i = 0; i < HOLDERS; i++) {
        answers.add(
            threads.submit(() ->
                bodies.with(
                    new ByteArrayInputStream(full),
                    OptionalLong.of(full.length),
                    read -> {
                      held.countDown();
                      await(release);
                      return read.length;
                    })));
      }
      held.await();
      assertEquals(1, length(new byte[1]), "what is small");
      var refused = assertThrows(Refused.class, () -> length(new byte[2 * 1024 * 1024]));
      assertEquals(RatingReason.INGEST_BUSY, refused.refusal().reason());
      release.countDown();
      for (var answer : answers) {
        assertEquals(Bodies.BYTES_MAX, answer.get());
      }
    }
    assertEquals(room.bytes(), room.free());
  }

  @Test
  void whatIsRefusedGivesItsRoomBack() {
    for (int i = 0; i <= HOLDERS; i++) {
      for (var stated : List.of(OptionalLong.empty(), OptionalLong.of(Bodies.BYTES_MAX + 1L))) {
        var body = new ByteArrayInputStream(new byte[Bodies.BYTES_MAX + 1]);
        var refused = assertThrows(Refused.class, () -> bodies.with(body, stated, _ -> 0));
        assertEquals(HttpReason.BODY_TOO_LARGE, refused.refusal().reason());
      }
    }
    assertEquals(room.bytes(), room.free());
    assertEquals(Bodies.BYTES_MAX, length(new byte[Bodies.BYTES_MAX]));
  }

  @Test
  void aBodyThatBreaksOffIsMalformed() throws IOException {
    var broken = InputStream.nullInputStream();
    broken.close(); // and so every read fails
    var refused =
        assertThrows(Refused.class, () -> bodies.with(broken, OptionalLong.empty(), _ -> 0));
    assertEquals(RatingReason.CLOUD_EVENT_MALFORMED, refused.refusal().reason());
  }

  @Test
  void aBodyThatTheServerFindsTooLargeIsTooLarge() {
    for (var found :
        List.of(
            new ContentLengthExceededException(1, 2), new BufferLengthExceededException(1, 2))) {
      var cut =
          new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] chunk) throws IOException {
              throw new IOException(found);
            }
          };
      var refused =
          assertThrows(Refused.class, () -> bodies.with(cut, OptionalLong.empty(), _ -> 0));
      assertEquals(HttpReason.BODY_TOO_LARGE, refused.refusal().reason());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
