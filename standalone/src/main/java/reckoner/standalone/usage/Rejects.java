package reckoner.standalone.usage;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import reckoner.standalone.demo.BadInput;

/**
 * The lines of a file that became no usage, as CSV with their numbers. Under its name the file
 * appears when all are in it; an import that goes on continues the part that is there. One import
 * of a file at a time holds it.
 */
final class Rejects implements AutoCloseable {
  private static final int TEXT_LENGTH_MAX = 1000;

  private final Path file;
  private final Path part;
  private final FileChannel channel;
  private final Writer writer;
  private final CSVPrinter csv;
  private boolean isEmpty;

  /** One such line; the text where no event could be read from it. */
  record Line(
      long number,
      String eventId,
      String status,
      String reason,
      String field,
      String message,
      String text) {}

  private Rejects(Path file, Path part, FileChannel channel) throws IOException {
    this.file = file;
    this.part = part;
    this.channel = channel;
    this.writer = new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
    this.csv = new CSVPrinter(writer, CSVFormat.RFC4180);
  }

  /**
   * Opens the part of a file of rejected lines.
   *
   * @param bytes of it that count; what stands behind is cut off
   */
  static Rejects open(Path file, long bytes) throws IOException {
    var part = file.resolveSibling("." + file.getFileName() + ".part");
    var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isOurs(channel)) {
      channel.close();
      throw new BadInput("%s is being written by another import of the same file".formatted(part));
    }
    channel.truncate(bytes);
    channel.position(channel.size());
    var rejects = new Rejects(file, part, channel);
    rejects.isEmpty = channel.size() == 0;
    return rejects;
  }

  private static boolean isOurs(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ofThisProcess) {
      return false;
    }
  }

  void add(Line line) throws IOException {
    if (isEmpty) {
      isEmpty = false;
      csv.printRecord("line", "event_id", "status", "reason", "field", "message", "text");
    }
    csv.printRecord(
        line.number(),
        Spreadsheet.guarded(line.eventId()),
        line.status(),
        line.reason(),
        Spreadsheet.guarded(line.field()),
        Spreadsheet.guarded(line.message()),
        Spreadsheet.guarded(
            line.text().substring(0, Math.min(line.text().length(), TEXT_LENGTH_MAX))));
  }

  /** Bytes that are on disk once this returns. */
  long flushed() throws IOException {
    writer.flush();
    channel.force(false);
    return channel.position();
  }

  /** Makes the file appear, or none where no line was rejected. */
  void finish() throws IOException {
    flushed();
    if (isEmpty) {
      Files.deleteIfExists(file);
      Files.delete(part);
    } else {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
