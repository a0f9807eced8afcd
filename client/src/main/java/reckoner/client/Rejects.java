package reckoner.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * The file of what the ledger did not take, a line for each event: status, reason, field, source,
 * event id, message, and the event itself as base64 of its protobuf bytes; tabs between them. It
 * may be moved away at any time.
 */
final class Rejects {
  static final String NAME = "rejects.tsv";

  private final Path folder;
  private final Path file;

  /** An event that was not taken. */
  record Reject(UsageEvent event, EventResult result) {}

  Rejects(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(NAME);
  }

  /** Returns once the lines are durable. */
  void write(List<Reject> rejects) throws IOException {
    var lines = new StringBuilder();
    rejects.forEach(reject -> lines.append(line(reject)));
    boolean isNew = Files.notExists(file);
    try (var channel = OwnedFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      OwnedFiles.write(
          channel,
          ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)),
          channel.size());
      channel.force(true);
    }
    if (isNew) {
      OwnedFiles.force(folder);
    }
  }

  long bytes() throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException none) {
      return 0;
    }
  }

  private static String line(Reject reject) {
    var event = reject.event();
    var result = reject.result();
    return String.join(
            "\t",
            result.getStatus().name(),
            plain(result.getReason()),
            plain(result.getField()),
            plain(event.getSource()),
            plain(event.getEventId()),
            plain(result.getMessage()),
            Base64.getEncoder().encodeToString(event.toByteArray()))
        + "\n";
  }

  /** On one line and in one column; the event's own bytes have it as it is. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
