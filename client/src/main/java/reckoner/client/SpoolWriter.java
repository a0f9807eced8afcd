package reckoner.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import reckoner.client.UsageNotTaken.Reason;

/**
 * The one thread that writes the spool. What arrives while it forces a group to the disk is the
 * next group, so that many events share one fsync and one alone does not wait.
 */
final class SpoolWriter implements AutoCloseable {
  /** Of one group; the buffer that is filled again and again. */
  private static final int GROUP_BYTES_MAX = 4 << 20;

  private static final Logger LOG = System.getLogger(SpoolWriter.class.getName());
  private static final Appending END = new Appending(new byte[0], true);

  private final NewFile newFile;
  private final OnDurable onDurable;
  private final BlockingQueue<Appending> queue = new LinkedBlockingQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(GROUP_BYTES_MAX);
  private final Thread thread = Thread.ofVirtual().name("usage-spool").unstarted(this::run);
  private boolean isClosed;
  private long nextNumber = 1;
  private @Nullable Open open;

  /** Makes the file that is written next. */
  interface NewFile {
    SpoolFile create(long number) throws IOException;
  }

  /** Hears of each group. */
  interface OnDurable {
    void added(int events, int bytes);
  }

  /** An event, and who waits for it; or the end of all. */
  private record Appending(byte[] event, boolean isEnd, CompletableFuture<Void> durable) {
    Appending(byte[] event, boolean isEnd) {
      this(event, isEnd, new CompletableFuture<>());
    }

    int bytes() {
      return SpoolRecord.OVERHEAD_BYTES + event.length;
    }
  }

  /** The file that is being filled. */
  private record Open(SpoolFile file, FileChannel channel) {}

  SpoolWriter(NewFile newFile, OnDurable onDurable) {
    this.newFile = newFile;
    this.onDurable = onDurable;
  }

  /** Files are numbered on from here. */
  void numberAfter(long number) {
    nextNumber = Math.max(nextNumber, number + 1);
  }

  void start() {
    thread.start();
  }

  /** Returns once the event is durable. */
  void write(byte[] event) {
    var appending = new Appending(event, false);
    synchronized (this) {
      if (isClosed) {
        throw new UsageNotTaken(Reason.CLOSED, "this client is closed");
      }
      queue.add(appending);
    }
    try {
      appending.durable().join();
    } catch (CompletionException failure) {
      throw new UsageNotTaken(
          Reason.SPOOL_FAILED, "the event could not be written to the spool", failure.getCause());
    }
  }

  private void run() {
    for (var first = taken(); !first.isEnd(); ) {
      var group = new ArrayList<Appending>();
      Appending next = first;
      buffer.clear();
      while (next != null && !next.isEnd() && next.bytes() <= buffer.remaining()) {
        group.add(next);
        SpoolRecord.write(next.event(), buffer);
        next = queue.poll();
      }
      buffer.flip();
      append(group);
      first = next == null ? taken() : next;
    }
    closeFile();
  }

  private Appending taken() {
    try {
      return queue.take();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException("nobody interrupts the threads of a client", interrupted);
    }
  }

  private void append(List<Appending> group) {
    int bytes = buffer.remaining();
    try {
      var current = current();
      current.file().append(current.channel(), buffer);
    } catch (IOException | RuntimeException failure) {
      closeFile(); // whatever is left of the group in it, the next one has a file of its own
      group.forEach(appending -> appending.durable().completeExceptionally(failure));
      return;
    }
    onDurable.added(group.size(), bytes);
    group.forEach(appending -> appending.durable().complete(null));
  }

  private Open current() throws IOException {
    var current = open;
    if (current != null && current.file().durableBytes() >= Spool.FILE_BYTES) {
      closeFile();
      current = null;
    }
    if (current == null) {
      var file = newFile.create(nextNumber++);
      current = new Open(file, file.openForAppending());
      open = current;
    }
    return current;
  }

  private void closeFile() {
    var current = open;
    open = null;
    if (current != null) {
      try {
        current.channel().close();
      } catch (IOException failure) {
        LOG.log(Level.WARNING, "a file of the spool was not closed", failure);
      }
      current.file().seal();
    }
  }

  /** Writes what was accepted, and ends. */
  @Override
  public void close() {
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      queue.add(END);
    }
    UsageClient.joinWhole(thread);
  }
}
