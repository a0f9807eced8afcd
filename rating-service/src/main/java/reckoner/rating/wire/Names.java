package reckoner.rating.wire;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Short texts that the events of a batch repeat, such as the names of dimensions: one that was read
 * lately is known by its bytes, and is not made again.
 */
final class Names {
  private static final int PLACES = 512;
  private static final int LENGTH_MAX = 64;

  private final @Nullable String[] places = new @Nullable String[PLACES];

  /** Reads a text with its length, which begins next in bytes that are read whole. */
  String read(byte[] bytes, CodedInputStream in) throws IOException {
    int begin = in.getTotalBytesRead();
    int length = begin < bytes.length ? bytes[begin] : 0; // one byte says what is short
    int from = begin + 1;
    if (length < 1 || length > LENGTH_MAX || from + length > bytes.length) {
      return in.readStringRequireUtf8();
    }
    int place = place(bytes, from, length);
    var known = places[place];
    if (known != null && isAt(bytes, from, length, known)) {
      in.readRawVarint32();
      in.skipRawBytes(length);
      return known;
    }
    var name = in.readStringRequireUtf8();
    places[place] = name;
    return name;
  }

  private static int place(byte[] bytes, int from, int length) {
    int last = from + length - 1;
    int hash = length;
    hash = 31 * hash + bytes[from];
    hash = 31 * hash + bytes[(from + last) >>> 1];
    hash = 31 * hash + (last > from ? bytes[last - 1] : 0);
    hash = 31 * hash + bytes[last];
    return hash & (PLACES - 1);
  }

  private static boolean isAt(byte[] bytes, int from, int length, String ascii) {
    if (ascii.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (ascii.charAt(i) != bytes[from + i]) { // bytes of other characters are negative
        return false;
      }
    }
    return true;
  }
}
