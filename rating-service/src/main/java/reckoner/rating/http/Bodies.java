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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import reckoner.kit.refusal.Refusal;
import reckoner.rating.RatingReason;

/**
 * Reads bodies of requests in bounds: of each, of all together, and of time. Who finds no room
 * waits a little, and is asked to come again.
 */
@Singleton
@Requires(property = Underway.SETTING, value = "true")
class Bodies {
  /** As many as a message of the gRPC port may have. */
  static final int BYTES_MAX = 16 * 1024 * 1024;

  static final int BYTES_OF_ALL_MAX = 4 * BYTES_MAX;
  private static final Duration ROOM_WAIT_MAX = Duration.ofSeconds(5);
  private static final Duration READ_MAX = Duration.ofSeconds(60);
  private static final int CHUNK_BYTES = 8_192;

  private final Semaphore room = new Semaphore(BYTES_OF_ALL_MAX);

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
    try {
      read(body, bytes);
      return work.run(bytes.toByteArray());
    } finally {
      room.release(bytes.size());
    }
  }

  /** Takes room for what came, not for what was announced: who is slow keeps nobody out. */
  private void read(InputStream body, ByteArrayOutputStream bytes) {
    var until = System.nanoTime() + READ_MAX.toNanos();
    var chunk = new byte[CHUNK_BYTES];
    try {
      for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
        enter(count);
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

  private void enter(int bytes) {
    boolean isIn;
    try {
      isIn = room.tryAcquire(bytes, ROOM_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      isIn = false;
    }
    if (!isIn) {
      throw Refusal.of(
              HttpReason.INGEST_BUSY,
              "the bodies under way have %,d bytes together, which is the bound; try again"
                  .formatted(BYTES_OF_ALL_MAX))
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
