package reckoner.standalone.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import reckoner.kit.wire.CanonicalForm;
import reckoner.standalone.platform.OwnerOnly;

/**
 * How far an import has come: every line up to there is answered, and what became of it is counted.
 *
 * @param settled where to go on
 * @param checkFrom where the last batch before that begins, which is sent again to see that the
 *     ledger still has it
 * @param rejectsBytes of the file of rejected lines that belong to what is settled
 * @param content hash of the file's bytes around its begin and the position, which tells a file
 *     that was changed
 */
record ImportPosition(
    Mark settled, Mark checkFrom, long rejectsBytes, Map<String, Long> counts, String content) {
  private static final int SAMPLE_BYTES = 65_536;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A place between two lines: bytes and lines before it. */
  record Mark(long bytes, long lines) {
    static final Mark BEGIN = new Mark(0, 0);
  }

  ImportPosition {
    counts = new TreeMap<>(counts);
  }

  /** What was kept of an import of the same file, unless the file was changed since. */
  static Optional<ImportPosition> read(Path kept, Path file) throws IOException {
    try {
      var position = JSON.readValue(Files.readAllBytes(kept), ImportPosition.class);
      boolean isSame =
          position.settled().bytes() <= Files.size(file)
              && position.content().equals(content(file, position.settled().bytes()));
      return isSame ? Optional.of(position) : Optional.empty();
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (JsonProcessingException broken) {
      return Optional.empty(); // sending all again is safe
    }
  }

  void write(Path kept) throws IOException {
    OwnerOnly.write(kept, JSON.writeValueAsString(this));
  }

  /** A hash of what stands at the begin of a file and before a place in it. */
  static String content(Path file, long end) throws IOException {
    try (var channel = FileChannel.open(file)) {
      int length = (int) Math.min(end, SAMPLE_BYTES);
      var sample = ByteBuffer.allocate(2 * length);
      fill(channel, sample.slice(0, length), 0);
      fill(channel, sample.slice(length, length), end - length);
      return CanonicalForm.sha256Hex(sample.array());
    }
  }

  private static void fill(FileChannel channel, ByteBuffer part, long from) throws IOException {
    long at = from;
    while (part.hasRemaining()) {
      int read = channel.read(part, at);
      if (read < 0) {
        return; // shorter than it was: the hash differs
      }
      at += read;
    }
  }
}
