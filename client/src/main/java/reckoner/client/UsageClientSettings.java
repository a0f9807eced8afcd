package reckoner.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How a client works.
 *
 * @param spool folder of the spool, which is made where there is none; of one client at a time
 * @param tokens gives the bearer token of a call; asked for each call, so it had better keep its
 *     token until shortly before its end ({@link ApiKeyTokens} does)
 * @param rejects hears of what the ledger did not take
 * @param batchEventsMax events of one request; 1 to 5,000
 * @param batchAge how long a spooled event may wait for others to fill its batch; up to a minute
 * @param spoolBytesMax that the spool may take, with its rejects; at least 16 MiB
 */
public record UsageClientSettings(
    Path spool,
    Supplier<String> tokens,
    RejectListener rejects,
    int batchEventsMax,
    Duration batchAge,
    long spoolBytesMax) {
  /** As many as the contract allows. */
  public static final int BATCH_EVENTS_LIMIT = 5_000;

  /** Longer would only hold back what could be known. */
  public static final Duration BATCH_AGE_LIMIT = Duration.ofMinutes(1);

  /** So that a file can be filled while another one is delivered. */
  public static final long SPOOL_BYTES_LEAST = 2L * Spool.FILE_BYTES;

  private static final int BATCH_EVENTS = 1_000;
  private static final Duration BATCH_AGE = Duration.ofMillis(100);
  private static final long SPOOL_BYTES = 1L << 30;

  public UsageClientSettings {
    require(
        batchEventsMax >= 1 && batchEventsMax <= BATCH_EVENTS_LIMIT,
        "batchEventsMax is 1 to %d, not %d".formatted(BATCH_EVENTS_LIMIT, batchEventsMax));
    require(
        !batchAge.isNegative() && batchAge.compareTo(BATCH_AGE_LIMIT) <= 0,
        "batchAge is 0 to %s, not %s".formatted(BATCH_AGE_LIMIT, batchAge));
    require(
        spoolBytesMax >= SPOOL_BYTES_LEAST,
        "spoolBytesMax is at least %d, not %d".formatted(SPOOL_BYTES_LEAST, spoolBytesMax));
  }

  /** Batches of up to 1,000 events and 100 ms, a spool of up to 1 GiB, and nobody who listens. */
  public static UsageClientSettings of(Path spool, Supplier<String> tokens) {
    return new UsageClientSettings(
        spool, tokens, (event, result) -> {}, BATCH_EVENTS, BATCH_AGE, SPOOL_BYTES);
  }

  public UsageClientSettings withRejects(RejectListener listener) {
    return new UsageClientSettings(
        spool, tokens, listener, batchEventsMax, batchAge, spoolBytesMax);
  }

  public UsageClientSettings withBatches(int eventsMax, Duration age) {
    return new UsageClientSettings(spool, tokens, rejects, eventsMax, age, spoolBytesMax);
  }

  public UsageClientSettings withSpoolBytesMax(long bytesMax) {
    return new UsageClientSettings(spool, tokens, rejects, batchEventsMax, batchAge, bytesMax);
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new IllegalArgumentException(fault);
    }
  }
}
