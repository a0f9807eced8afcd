package reckoner.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reckoner.client.UsageNotTaken.Reason;

/**
 * Events on disk between their report and their answer, in order, in files that are only appended
 * to. A file goes once all of its events were answered, so that after a restart events are sent
 * again that were answered before, and none is missing.
 *
 * <p>Many threads append, one reads and acknowledges. The folder belongs to one client at a time.
 */
final class Spool implements AutoCloseable {
  /** A file that has so many bytes is full. */
  static final int FILE_BYTES = 8 << 20;

  private static final String LOCK = "lock";
  private static final Logger LOG = System.getLogger(Spool.class.getName());

  private final Path folder;
  private final long bytesMax;
  private final Rejects rejects;
  private final FileChannel lock;
  private final ConcurrentSkipListMap<Long, SpoolFile> kept = new ConcurrentSkipListMap<>();
  private final AtomicLong fileBytes = new AtomicLong();
  private final AtomicLong rejectsBytes = new AtomicLong();
  private final AtomicLong waitingEvents = new AtomicLong();
  private final SpoolWriter writer;
  private final Untaken untaken = new Untaken();
  private long tornBytes;
  private long damagedFiles;
  private Position readFrom = new Position(0, SpoolFile.HEADER_BYTES);

  /** A place between two events. */
  record Position(long file, long offset) {}

  /** Events in their order, and the place behind them. */
  record Taken(List<byte[]> events, Position end) {}

  /** Events that nobody has read yet. */
  private static final class Untaken {
    private long events;
    private long bytes;
    private long since;

    synchronized void add(long moreEvents, long moreBytes) {
      if (events == 0) {
        since = System.nanoTime();
      }
      events += moreEvents;
      bytes += moreBytes;
    }

    synchronized void take(long taken, long takenBytes) {
      events -= taken;
      bytes -= takenBytes;
    }

    /** Nanoseconds until there is a full batch, or the first has waited so long; 0: now. */
    synchronized long dueInNanos(int eventsMax, int batchBytesMax, long ageNanos) {
      if (events == 0) {
        return Long.MAX_VALUE;
      }
      return events >= eventsMax || bytes >= batchBytesMax
          ? 0
          : Math.max(0, ageNanos - (System.nanoTime() - since));
    }
  }

  private Spool(Path folder, long bytesMax, FileChannel lock, Runnable onDurable) {
    this.folder = folder;
    this.bytesMax = bytesMax;
    this.lock = lock;
    this.rejects = new Rejects(folder);
    this.writer =
        new SpoolWriter(
            this::newFile,
            (events, bytes) -> {
              waitingEvents.addAndGet(events);
              untaken.add(events, bytes);
              onDurable.run();
            });
  }

  /**
   * Opens a folder, which is made where there is none, and takes up what an earlier run has left.
   *
   * @param onDurable called when there is more to read
   * @throws UsageNotTaken SPOOL_IN_USE, or SPOOL_FAILED where the disk refuses
   */
  static Spool open(Path folder, long bytesMax, Runnable onDurable) {
    try {
      OwnedFiles.makeFolder(folder);
      var spool = new Spool(folder, bytesMax, locked(folder), onDurable);
      try {
        spool.recover();
        spool.writer.start();
        return spool;
      } catch (IOException | RuntimeException failure) {
        spool.lock.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw new UsageNotTaken(
          Reason.SPOOL_FAILED, "the spool %s cannot be opened".formatted(folder), failure);
    }
  }

  private static FileChannel locked(Path folder) throws IOException {
    var channel =
        OwnedFiles.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException inThisProcess) {
      // said below
    }
    channel.close();
    throw new UsageNotTaken(
        Reason.SPOOL_IN_USE, "the spool %s belongs to another client".formatted(folder));
  }

  private void recover() throws IOException {
    var paths = SpoolFile.in(folder, SpoolFile.ENDING);
    // what is kept for people keeps its number
    for (var damaged : SpoolFile.in(folder, SpoolFile.DAMAGED_ENDING)) {
      writer.numberAfter(SpoolFile.number(damaged));
    }
    for (var path : paths) {
      var found = SpoolFile.recover(path, path.equals(paths.getLast()));
      var file = found.file();
      writer.numberAfter(file.number());
      tornBytes += found.tornBytes();
      if (file.isDamaged()) {
        damagedFiles++;
        LOG.log(
            Level.ERROR,
            "{0} is damaged behind byte {1}: what is before is delivered, the file is kept",
            path,
            file.durableBytes());
      }
      if (found.events() == 0) {
        file.remove();
      } else {
        kept.put(file.number(), file);
        fileBytes.addAndGet(file.durableBytes());
        waitingEvents.addAndGet(found.events());
        untaken.add(found.events(), file.durableBytes() - SpoolFile.HEADER_BYTES);
      }
    }
    rejectsBytes.set(rejects.bytes());
  }

  private SpoolFile newFile(long number) throws IOException {
    var file = SpoolFile.create(folder, number);
    kept.put(number, file);
    fileBytes.addAndGet(SpoolFile.HEADER_BYTES);
    return file;
  }

  /**
   * Returns once the event is durable: written, and forced to the disk together with others that
   * came at the same time.
   */
  void append(byte[] event) {
    int bytes = SpoolRecord.OVERHEAD_BYTES + event.length;
    if (fileBytes.addAndGet(bytes) + rejectsBytes.get() > bytesMax && !fitsNow()) {
      fileBytes.addAndGet(-bytes);
      throw new UsageNotTaken(
          Reason.SPOOL_FULL,
          "the spool %s holds %,d bytes that are not delivered".formatted(folder, bytesMax));
    }
    try {
      writer.write(event);
    } catch (UsageNotTaken failure) {
      fileBytes.addAndGet(-bytes);
      throw failure;
    }
  }

  /** Whether there is room when the rejects are measured again, which people move away. */
  private boolean fitsNow() {
    try {
      rejectsBytes.set(rejects.bytes());
    } catch (IOException failure) {
      throw new UsageNotTaken(
          Reason.SPOOL_FAILED, "the rejects of the spool cannot be measured", failure);
    }
    return bytes() <= bytesMax;
  }

  /** Nanoseconds until a batch is due; 0: now. */
  long dueInNanos(int eventsMax, int batchBytesMax, long ageNanos) {
    return untaken.dueInNanos(eventsMax, batchBytesMax, ageNanos);
  }

  /** The next durable events that were not read in this run, if there are any. */
  Optional<Taken> take(int eventsMax, int batchBytesMax) throws IOException {
    for (var file = at(readFrom); file != null; file = at(readFrom)) {
      if (file.number() != readFrom.file()) {
        readFrom = new Position(file.number(), SpoolFile.HEADER_BYTES);
      }
      boolean wasSealed = file.isSealed(); // asked before how far it reaches
      if (readFrom.offset() < file.durableBytes()) {
        var part = file.read(readFrom.offset(), eventsMax, batchBytesMax);
        untaken.take(part.events().size(), part.end() - readFrom.offset());
        readFrom = new Position(file.number(), part.end());
        return Optional.of(new Taken(part.events(), readFrom));
      }
      if (!wasSealed) {
        return Optional.empty();
      }
      readFrom = new Position(file.number() + 1, SpoolFile.HEADER_BYTES);
    }
    return Optional.empty();
  }

  private @Nullable SpoolFile at(Position position) {
    var entry = kept.ceilingEntry(position.file());
    return entry == null ? null : entry.getValue();
  }

  /** Keeps what the ledger did not take; returns once that is durable. */
  void reject(List<Rejects.Reject> rejected) throws IOException {
    rejects.write(rejected);
    rejectsBytes.set(rejects.bytes());
  }

  /** Everything before a place was answered; files that hold nothing else go. */
  void acknowledge(Position end, int events) throws IOException {
    for (var file : kept.headMap(end.file(), true).values()) {
      boolean isPassed = file.number() < end.file();
      if (isPassed || (file.isSealed() && end.offset() == file.durableBytes())) {
        remove(file);
      }
    }
    waitingEvents.addAndGet(-events);
  }

  private void remove(SpoolFile file) throws IOException {
    file.remove();
    kept.remove(file.number());
    fileBytes.addAndGet(-file.durableBytes());
  }

  long waitingEvents() {
    return waitingEvents.get();
  }

  long bytes() {
    return fileBytes.get() + rejectsBytes.get();
  }

  long tornBytes() {
    return tornBytes;
  }

  long damagedFiles() {
    return damagedFiles;
  }

  /**
   * Finishes what is being appended and gives the folder free. Nobody reads any more. Where
   * everything was answered, nothing is left behind.
   */
  @Override
  public void close() {
    writer.close();
    try (lock) {
      if (waitingEvents.get() == 0) {
        for (var file : Map.copyOf(kept).values()) {
          remove(file);
        }
      }
    } catch (IOException failure) {
      LOG.log(Level.WARNING, "the spool was not tidied up; the next run does it", failure);
    }
  }
}
