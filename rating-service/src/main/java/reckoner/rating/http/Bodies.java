package reckoner.rating.http;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.exceptions.BufferLengthExceededException;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalLong;
import reckoner.kit.refusal.Refusal;
import reckoner.rating.RatingReason;
import reckoner.rating.UsageRoom;

/**
 * Reads bodies of requests in bounds: of each, of all usage under way, and of time. Who finds no
 * room waits a little, and is asked to come again.
 */
@Singleton
@Requires(property = Underway.SETTING, value = "true")
class Bodies {
  /** As many as a message of the gRPC port may have. */
  static final int BYTES_MAX = 16 * 1024 * 1024;

  private static final Duration ROOM_WAIT_MAX = Duration.ofSeconds(5);
  private static final Duration READ_MAX = Duration.ofSeconds(60);
  private static final int CHUNK_BYTES = 8_192;

  private final UsageRoom room;

  Bodies(UsageRoom room) {
    this.room = room;
  }

  /** What is done with a body while it has its room. */
  @FunctionalInterface
  interface Work<T> {
    T run(byte[] body);
  }

  <T> T with(InputStream body, OptionalLong statedBytes, Work<T> work) {
    if (statedBytes.orElse(0) > BYTES_MAX) {
      throw tooLarge();
    }
    var bytes = new ByteArrayOutputStream();
    try (var share = room.begin()) {
      read(body, bytes, share);
      return work.run(bytes.toByteArray());
    }
  }

  private static void read(InputStream body, ByteArrayOutputStream bytes, UsageRoom.Share share) {
    var until = System.nanoTime() + READ_MAX.toNanos();
    var chunk = new byte[CHUNK_BYTES];
    try {
      for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
        enter(count, share);
        bytes.write(chunk, 0, count);
        if (bytes.size() > BYTES_MAX) {
          throw tooLarge();
        }
        if (System.nanoTime() > until) {
          throw Refusal.of(
                  HttpReason.BODY_TIMEOUT,
                  "the body did not arrive within %d s".formatted(READ_MAX.toSeconds()))
              .asException();
        }
      }
    } catch (IOException broken) {
      // the server counts too, and may be ahead while it unpacks
      if (broken.getCause() instanceof ContentLengthExceededException
          || broken.getCause() instanceof BufferLengthExceededException) {
        throw tooLarge();
      }
      throw Refusal.of(RatingReason.CLOUD_EVENT_MALFORMED, "the body broke off").asException();
    }
  }

  private static void enter(int bytes, UsageRoom.Share share) {
    if (!share.take(bytes, ROOM_WAIT_MAX)) {
      throw Refusal.of(
              RatingReason.INGEST_BUSY, "the usage under way has the bytes that it may; try again")
          .asException();
    }
  }

  private static RuntimeException tooLarge() {
    return Refusal.of(
            HttpReason.BODY_TOO_LARGE,
            "a body has at most %,d bytes; send several".formatted(BYTES_MAX))
        .asException();
  }
}
