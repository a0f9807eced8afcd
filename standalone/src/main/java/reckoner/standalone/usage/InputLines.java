package reckoner.standalone.usage;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lines of a file in UTF-8, each with its number and its end in bytes, in bounded memory. */
final class InputLines implements AutoCloseable {
  static final int BYTES_MAX = 262_144;

  private static final int BUFFER_BYTES = 65_536;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final InputStream input;
  private long number;
  private long end;

  /**
   * @param skipped bytes that were read before, which end with a line
   * @param numberBefore the lines in them
   */
  InputLines(InputStream file, long skipped, long numberBefore) throws IOException {
    this.input = new BufferedInputStream(file, BUFFER_BYTES);
    input.skipNBytes(skipped);
    this.end = skipped;
    this.number = numberBefore;
  }

  /**
   * One line.
   *
   * @param end bytes of the file up to and with its end
   * @param text without its end (LF, CR LF); none where it is too long or not in UTF-8
   */
  record Line(long number, long end, Optional<String> text) {
    boolean isBlank() {
      return text.isPresent() && text.get().isBlank();
    }
  }

  /** The next line; null after the last. */
  @Nullable Line next() throws IOException {
    var bytes = new ByteArrayOutputStream();
    int read = input.read();
    if (read < 0) {
      return null;
    }
    boolean isTooLong = false;
    for (; read >= 0; read = input.read()) {
      end++;
      if (read == '\n') {
        break;
      }
      isTooLong |= bytes.size() == BYTES_MAX;
      if (!isTooLong) {
        bytes.write(read);
      }
    }
    number++;
    return new Line(number, end, isTooLong ? Optional.empty() : text(bytes.toByteArray()));
  }

  private Optional<String> text(byte[] bytes) {
    boolean hasReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
    try {
      var text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, 0, bytes.length - (hasReturn ? 1 : 0)))
              .toString();
      return Optional.of(
          number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
