package reckoner.catalog.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.reader.StreamReader;

/** The characters of a file. */
final class FileText {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private FileText() {}

  /** UTF-8, without a mark of byte order. */
  static String of(byte[] file) throws Unreadable {
    if (file.length > FileBounds.BYTES_MAX) {
      throw new Unreadable(
          Node.Place.NONE,
          "a file has at most %,d bytes, not %,d".formatted(FileBounds.BYTES_MAX, file.length));
    }
    var bytes = ByteBuffer.wrap(file);
    // no encoding of UTF-8 has more chars than bytes
    var chars = CharBuffer.allocate(file.length);
    var broken = StandardCharsets.UTF_8.newDecoder().decode(bytes, chars, true).isError();
    var decoded = chars.flip().toString();
    var text =
        !decoded.isEmpty() && decoded.charAt(0) == BYTE_ORDER_MARK ? decoded.substring(1) : decoded;
    if (broken) {
      throw new Unreadable(
          placeOf(text, text.length()), "has a byte that is not UTF-8, in which files are written");
    }
    return text;
  }

  /** Refuses characters that YAML has only as escapes, and lines that it would read for minutes. */
  static void requireYaml(String text) throws Unreadable {
    int lineStart = 0;
    for (int i = 0; i < text.length(); ) {
      var character = text.codePointAt(i);
      if (!StreamReader.isPrintable(character) || character == BYTE_ORDER_MARK) {
        throw new Unreadable(
            placeOf(text, i),
            "has the character U+%04X, which YAML has only as an escape in quotes"
                .formatted(character));
      }
      if (character == '\n') {
        lineStart = i + 1;
      }
      if (i - lineStart > FileBounds.YAML_LINE_MAX) {
        throw new Unreadable(
            placeOf(text, i),
            "a line of YAML has at most %,d characters".formatted(FileBounds.YAML_LINE_MAX));
      }
      i += Character.charCount(character);
    }
  }

  /** The place of a character, lines ended as by any editor. */
  static Node.Place placeOf(String text, int index) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < index; i++) {
      var character = text.charAt(i);
      if (character == '\n'
          || (character == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'))) {
        line++;
        lineStart = i + 1;
      }
    }
    return new Node.Place(line, text.codePointCount(lineStart, index) + 1);
  }
}
