package reckoner.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One file of the spool: a header, then records, which are only appended. One thread writes it and
 * another one reads what is durable.
 */
final class SpoolFile {
  private static final byte[] HEADER = "RKSPOOL1".getBytes(StandardCharsets.US_ASCII);
  static final int HEADER_BYTES = HEADER.length;
  static final String ENDING = ".spool";
  static final String DAMAGED_ENDING = ".damaged";
  private static final String NAME = "%019d";
  private static final int SCANNED_AT_ONCE = 1 << 20;

  private final Path path;
  private final long number;
  private final boolean damaged;
  private volatile long durableBytes;
  private volatile boolean sealed;

  /** Events, and the offset behind the last one. */
  record Part(List<byte[]> events, long end) {}

  /** What was found in a file of an earlier run, and how many bytes of it no event has. */
  record Found(SpoolFile file, long events, long tornBytes) {}

  private SpoolFile(Path path, long number, long durableBytes, boolean sealed, boolean damaged) {
    this.path = path;
    this.number = number;
    this.durableBytes = durableBytes;
    this.sealed = sealed;
    this.damaged = damaged;
  }

  /** A new file, empty but for its header. */
  static SpoolFile create(Path folder, long number) throws IOException {
    var path = folder.resolve(NAME.formatted(number) + ENDING);
    try (var channel =
        OwnedFiles.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OwnedFiles.write(channel, ByteBuffer.wrap(HEADER), 0);
      channel.force(true);
    }
    OwnedFiles.force(folder);
    return new SpoolFile(path, number, HEADER_BYTES, false, false);
  }

  /** The files of an ending in a folder, in the order of their numbers. */
  static List<Path> in(Path folder, String ending) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries
          .filter(path -> path.getFileName().toString().matches("\\d{19}\\" + ending))
          .sorted()
          .toList();
    }
  }

  static long number(Path path) {
    var name = path.getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  /**
   * Takes up a file of an earlier run.
   *
   * @param last whether it is the newest one: only that one can have been written to when the run
   *     ended, so what is unsound at its end is cut off; elsewhere it is damage, and is kept
   */
  static Found recover(Path path, boolean last) throws IOException {
    long size = Files.size(path);
    long end = hasHeader(path) ? HEADER_BYTES : 0;
    long events = 0;
    if (end > 0) {
      for (var part = read(path, end, size, Integer.MAX_VALUE, SCANNED_AT_ONCE);
          !part.events().isEmpty();
          part = read(path, end, size, Integer.MAX_VALUE, SCANNED_AT_ONCE)) {
        events += part.events().size();
        end = part.end();
      }
    }
    boolean isTorn = last && (end > 0 || size <= HEADER_BYTES);
    if (isTorn && end < size) {
      try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(end);
        channel.force(true);
      }
    }
    boolean isDamaged = !isTorn && end < size;
    return new Found(
        new SpoolFile(path, number(path), end, true, isDamaged), events, isTorn ? size - end : 0);
  }

  private static boolean hasHeader(Path path) throws IOException {
    try (var bytes = Files.newInputStream(path)) {
      return Arrays.equals(HEADER, bytes.readNBytes(HEADER_BYTES));
    }
  }

  long number() {
    return number;
  }

  /** Up to here its events are promised. */
  long durableBytes() {
    return durableBytes;
  }

  /** Whether nothing more is written to it. */
  boolean isSealed() {
    return sealed;
  }

  void seal() {
    sealed = true;
  }

  /** Whether a file of an earlier run held something that no crash leaves. */
  boolean isDamaged() {
    return damaged;
  }

  FileChannel openForAppending() throws IOException {
    return FileChannel.open(path, StandardOpenOption.WRITE);
  }

  /** Returns once the records are durable; after a failure none of them is part of the file. */
  void append(FileChannel channel, ByteBuffer records) throws IOException {
    int bytes = records.remaining();
    try {
      OwnedFiles.write(channel, records, durableBytes);
      channel.force(false);
    } catch (IOException failure) {
      channel.truncate(durableBytes);
      throw failure;
    }
    extend(bytes);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private void extend(int bytes) {
    durableBytes += bytes;
  }

  /** Durable events from an offset on: at least one, where there is one. */
  Part read(long offset, int eventsMax, int bytesMax) throws IOException {
    long end = durableBytes;
    var part = read(path, offset, end, eventsMax, bytesMax);
    if (part.events().isEmpty() && offset < end) {
      throw new IOException("%s is damaged at byte %d".formatted(path, offset));
    }
    return part;
  }

  private static Part read(Path path, long offset, long end, int eventsMax, int bytesMax)
      throws IOException {
    int room = (int) Math.min(end - offset, Math.max(bytesMax, SpoolRecord.BYTES_MAX));
    var buffer = ByteBuffer.allocate(room);
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long at = offset;
      for (int read = channel.read(buffer, at);
          buffer.hasRemaining() && read > 0;
          read = channel.read(buffer, at)) {
        at += read;
      }
    }
    buffer.flip();
    var events = new ArrayList<byte[]>();
    int taken = 0;
    while (events.size() < eventsMax) {
      var event = SpoolRecord.read(buffer);
      if (event == null || (!events.isEmpty() && buffer.position() > bytesMax)) {
        break;
      }
      events.add(event);
      taken = buffer.position();
    }
    return new Part(events, offset + taken);
  }

  /** Removes it once all of its events were answered; what is damaged is kept for people. */
  void remove() throws IOException {
    if (damaged) {
      Files.move(path, path.resolveSibling(NAME.formatted(number) + DAMAGED_ENDING));
    } else {
      Files.deleteIfExists(path);
    }
  }
}
