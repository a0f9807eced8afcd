package reckoner.standalone.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import reckoner.standalone.usage.Spreadsheet;

/**
 * The lines that became no usage, written to {@code rejected-lines.csv} as they come; the first of
 * them and their number are kept for the report. The file appears when all are in it; none leaves
 * no file.
 */
final class RejectedLines implements AutoCloseable {
  /** How many the report names; the file has them all. */
  static final int NAMED_MAX = 1000;

  private static final String NAME = "rejected-lines.csv";

  private final Path folder;
  private final List<RejectedLine> first = new ArrayList<>();
  private long count;
  private @Nullable CSVPrinter csv;

  RejectedLines(Path folder) {
    this.folder = folder;
  }

  void add(RejectedLine line) {
    count++;
    if (first.size() < NAMED_MAX) {
      first.add(line);
    }
    try {
      printer()
          .printRecord(
              line.file(),
              line.line(),
              Spreadsheet.guarded(line.eventId()),
              line.status(),
              line.reason(),
              Spreadsheet.guarded(line.message()),
              Spreadsheet.guarded(line.text()));
    } catch (IOException failure) {
      throw failed(failure);
    }
  }

  List<RejectedLine> first() {
    return List.copyOf(first);
  }

  long count() {
    return count;
  }

  private CSVPrinter printer() throws IOException {
    var open = csv;
    if (open == null) {
      BufferedWriter writer = Files.newBufferedWriter(part());
      open =
          CSVFormat.RFC4180
              .builder()
              .setHeader("file", "line", "event_id", "status", "reason", "message", "text")
              .get()
              .print(writer);
      csv = open;
    }
    return open;
  }

  private Path part() {
    return folder.resolve("." + NAME + ".part");
  }

  /** Makes the file appear. */
  @Override
  public void close() {
    try {
      if (csv == null) {
        Files.deleteIfExists(folder.resolve(NAME));
        return;
      }
      csv.close(true);
      Files.move(
          part(),
          folder.resolve(NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw failed(failure);
    }
  }

  private DemoFailure failed(IOException failure) {
    return new DemoFailure(
        "%s cannot be written to %s: %s".formatted(NAME, folder, failure), failure);
  }
}
