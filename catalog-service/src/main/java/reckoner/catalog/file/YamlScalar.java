package reckoner.catalog.file;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.reader.StreamReader;

/** Texts in YAML: plain where that reads as the same text, here and in other readers. */
final class YamlScalar {
  /** What other readers take for something else than text. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "~");

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_/.$€£(+<^;\\\\][^\\p{Cc}]*");
  private static final Pattern NOT_PLAIN =
      Pattern.compile(
          ": |:$| #|^\\.\\.\\.|[\\u0085\\u00a0\\u2028\\u2029\\ufeff]|^\\s|\\s$|\\s\\s",
          Pattern.DOTALL);
  private static final Pattern OF_FLOW = Pattern.compile("[\\[\\]{},?:]");
  private static final Pattern NO_BLOCK =
      Pattern.compile("^\\s|[ \\t](\\n|$)|\\n\\n$|[\\r\\t\\u0085\\u2028\\u2029\\ufeff]");

  private YamlScalar() {}

  /**
   * A text on one line.
   *
   * @param inFlow whether it stands in brackets or as a name
   */
  static String of(String text, boolean inFlow) {
    var plain =
        PLAIN.matcher(text).matches()
            && !NOT_PLAIN.matcher(text).find()
            && !WORDS.contains(text.toLowerCase(Locale.ROOT))
            && !(inFlow && OF_FLOW.matcher(text).find())
            && text.codePoints().allMatch(StreamReader::isPrintable);
    return plain ? text : quoted(text);
  }

  /** Whether it is written over several lines, as it reads best. */
  static boolean isBlock(String text) {
    return text.strip().indexOf('\n') >= 0
        && !NO_BLOCK.matcher(text).find()
        && text.codePoints().allMatch(c -> c == '\n' || StreamReader.isPrintable(c));
  }

  private static String quoted(String text) {
    var out = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            default -> {
              if (isShown(c)) {
                out.appendCodePoint(c);
              } else {
                out.append(c < 0x10000 ? "\\u%04X".formatted(c) : "\\U%08X".formatted(c));
              }
            }
          }
        });
    return out.append('"').toString();
  }

  private static boolean isShown(int character) {
    return StreamReader.isPrintable(character)
        && character != 0x85
        && character != 0xa0
        && character != 0x2028
        && character != 0x2029
        && character != 0xfeff;
  }
}
