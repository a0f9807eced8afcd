package reckoner.catalog.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The faults of a file: the first are kept, all are counted. */
final class FileFaults {
  static final int KEPT_MAX = 100;
  private static final int SHOWN_MAX = 60;

  private final List<FileFault> kept = new ArrayList<>();
  private int count;

  void add(Node.Place place, String path, String message) {
    count++;
    if (kept.size() < KEPT_MAX) {
      kept.add(new FileFault(place.line(), place.column(), path, message));
    }
  }

  /** Where the faults that are found next begin. */
  int mark() {
    return kept.size();
  }

  /** The paths of the kept faults from a mark on. */
  List<String> since(int mark) {
    return kept.subList(mark, kept.size()).stream().map(FileFault::path).toList();
  }

  /** By their places. */
  List<FileFault> kept() {
    return kept.stream()
        .sorted(Comparator.comparingInt(FileFault::line).thenComparingInt(FileFault::column))
        .toList();
  }

  int count() {
    return count;
  }

  /** A text of the file, cut where it is long. */
  static String shown(String text) {
    return "\"" + cut(text) + "\"";
  }

  /** A name of the file, cut where it is long. */
  static String cut(String text) {
    return text.codePointCount(0, text.length()) <= SHOWN_MAX
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SHOWN_MAX)) + "…";
  }
}
