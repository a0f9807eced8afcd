package reckoner.standalone.demo;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of a text, of which no more is kept than a little over {@link #LENGTH_MAX} characters. */
final class BoundedLines implements AutoCloseable {
  static final int LENGTH_MAX = 65_536;

  private final Reader reader;

  BoundedLines(Reader reader) {
    this.reader = reader;
  }

  /** The next line without its end (LF, CR LF); null after the last. A longer line is cut. */
  @Nullable String next() throws IOException {
    var line = new StringBuilder();
    int character = reader.read();
    if (character < 0) {
      return null;
    }
    for (; character >= 0 && character != '\n'; character = reader.read()) {
      if (line.length() <= LENGTH_MAX) {
        line.append((char) character);
      }
    }
    var end = line.length() - 1;
    if (end >= 0 && line.charAt(end) == '\r') {
      line.setLength(end);
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
