package reckoner.client;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import reckoner.client.UsageNotTaken.Reason;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * Reports usage to the rating service, and loses none while the service is away.
 *
 * <p>Each call chooses what happens then. {@link #report} goes on (fail open): the event is on this
 * machine's disk and is delivered once the service is back, in this run or a later one. {@link
 * #reportAndConfirm} stops (fail closed): it returns what the ledger says, or throws.
 *
 * <p>An event is sent again, the same, until it is answered; the ledger knows it by its source and
 * event id, and stores it once. Make the id before the first report, and report again under the
 * same id whatever was not answered.
 *
 * <p>One client serves any number of threads; it has two calls under way at most.
 */
public final class UsageClient implements AutoCloseable {
  private static final long LOOK_AGAIN_MILLIS = 5;

  private final Spool spool;
  private final SpooledUsage spooled;
  private final Confirmations confirmations;
  private final Lane<SpooledUsage.Batch> spoolLane;
  private final Lane<Confirmations.Batch> confirmationLane;
  private final Thread spoolThread;
  private final Thread confirmationThread;
  private final LongAdder reported = new LongAdder();

  private UsageClient(
      ManagedChannel channel, UsageClientSettings settings, Pace patient, Pace eager) {
    var spoolBell = new Bell();
    spool = Spool.open(settings.spool(), settings.spoolBytesMax(), spoolBell::ring);
    spooled = new SpooledUsage(spool, settings);
    spoolLane = new Lane<>(channel, settings.tokens(), spooled, spoolBell, patient);
    var confirmationBell = new Bell();
    confirmations = new Confirmations(settings.batchEventsMax(), confirmationBell);
    confirmationLane =
        new Lane<>(channel, settings.tokens(), confirmations, confirmationBell, eager);
    spoolThread = Thread.ofVirtual().name("usage-delivery").start(spoolLane);
    confirmationThread = Thread.ofVirtual().name("usage-confirmation").start(confirmationLane);
  }

  /**
   * Opens the spool and begins to deliver what an earlier run has left in it.
   *
   * @param channel to the rating service, of any transport; the caller shuts it down after the
   *     client
   * @throws UsageNotTaken SPOOL_IN_USE where another client has the folder, SPOOL_FAILED where the
   *     disk refuses
   */
  public static UsageClient open(ManagedChannel channel, UsageClientSettings settings) {
    return open(channel, settings, Pace.PATIENT, Pace.EAGER);
  }

  static UsageClient open(
      ManagedChannel channel, UsageClientSettings settings, Pace patient, Pace eager) {
    return new UsageClient(channel, settings, patient, eager);
  }

  /**
   * Takes an event, whether the service can be reached or not (fail open).
   *
   * <p>The promise: when this returns, the event is written to the spool and forced to its disk, so
   * it outlives the end of this process and of this machine. It is sent until the ledger has
   * answered it, as long as clients are opened on this folder, and never leaves the folder before:
   * it is in the ledger once, or, where the ledger does not take it, in the file of rejects. The
   * promise ends with the disk, and with an event id that was used for other content: that event
   * becomes a reject.
   *
   * @throws UsageNotTaken EVENT_TOO_LARGE, SPOOL_FULL, SPOOL_FAILED or CLOSED; then nothing is
   *     promised
   */
  public void report(UsageEvent event) {
    spool.append(bytes(event));
    reported.increment();
  }

  /**
   * Sends an event and waits for the ledger's answer, which it gives after its commit (fail
   * closed). The event is not spooled, and is sent again within the time only.
   *
   * @param within at least until then it is tried; it is over soon after, whatever happens
   * @return what became of the event; also that it was rejected, which no listener hears of
   * @throws UsageNotTaken UNREACHABLE, CALL_REFUSED, TOO_MANY_WAITING, EVENT_TOO_LARGE or CLOSED:
   *     the event is not in the ledger; UNCONFIRMED: nobody knows, report it again under the same
   *     id
   */
  public EventResult reportAndConfirm(UsageEvent event, Duration within) {
    var _ = bytes(event);
    return confirmations.await(event, within.toNanos(), confirmationLane::lastFailure);
  }

  private static byte[] bytes(UsageEvent event) {
    var bytes = event.toByteArray();
    if (bytes.length > SpoolRecord.EVENT_BYTES_MAX) {
      throw new UsageNotTaken(
          Reason.EVENT_TOO_LARGE,
          "an event has at most %,d bytes, this one has %,d"
              .formatted(SpoolRecord.EVENT_BYTES_MAX, bytes.length));
    }
    return bytes;
  }

  /**
   * Waits until everything that the spool holds was answered, so long at most; before a planned
   * stop, for example.
   *
   * @return whether nothing waits any more
   */
  public boolean awaitDelivery(Duration within) throws InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    while (spool.waitingEvents() > 0 && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
    return spool.waitingEvents() == 0;
  }

  /** What was done so far, and what is held. */
  public UsageCounters counters() {
    return new UsageCounters(
        reported.sum(),
        spooled.stored() + confirmations.stored(),
        spooled.duplicates() + confirmations.duplicates(),
        spooled.rejected(),
        spoolLane.batches() + confirmationLane.batches(),
        spoolLane.brokenCalls() + confirmationLane.brokenCalls(),
        spool.tornBytes(),
        spool.damagedFiles(),
        spool.waitingEvents(),
        confirmations.unsent(),
        spool.bytes());
  }

  /**
   * Ends the calls and gives the spool free. What was not answered stays in it for the next client;
   * whoever waits for a confirmation is told that it does not come.
   */
  @Override
  public void close() {
    spoolLane.close();
    confirmationLane.close();
    joinWhole(spoolThread);
    joinWhole(confirmationThread);
    spool.close();
  }

  /** The spool may be given free only when nobody uses it any more. */
  static void joinWhole(Thread thread) {
    boolean wasInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
