package reckoner.standalone.demo;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

/** Where the demo leaves its files; each appears whole or not at all. */
final class OutFolder {
  private final Path folder;

  private OutFolder(Path folder) {
    this.folder = folder;
  }

  static OutFolder at(Path folder) {
    try {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        throw new BadInput("the output folder %s is not writable".formatted(folder));
      }
      return new OutFolder(folder);
    } catch (IOException failure) {
      throw new BadInput(
          "the output folder %s cannot be made: %s".formatted(folder, failure), failure);
    }
  }

  /** Writes a file whose name is made safe: only letters, digits, '.', '_' and '-' stay. */
  void write(String name, byte[] content) {
    var safe = name.replaceAll("[^A-Za-z0-9._-]", "_");
    try {
      var whole = Files.createTempFile(folder, "." + safe, ".part");
      Files.write(whole, content);
      Files.move(
          whole,
          folder.resolve(safe),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failure) {
      throw new DemoFailure(
          "%s cannot be written to %s: %s".formatted(safe, folder, failure), failure);
    }
  }

  /** Lines that became no charge, for repair; none leaves no file. */
  void writeRejected(List<RejectedLine> lines) {
    try {
      var name = "rejected-lines.csv";
      if (lines.isEmpty()) {
        Files.deleteIfExists(folder.resolve(name));
        return;
      }
      var text = new StringWriter();
      var csv =
          CSVFormat.RFC4180
              .builder()
              .setHeader("file", "line", "event_id", "status", "reason", "message", "text")
              .get()
              .print(text);
      for (var line : lines) {
        csv.printRecord(
            line.file(),
            line.line(),
            line.eventId(),
            line.status(),
            line.reason(),
            line.message(),
            line.text());
      }
      write(name, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
