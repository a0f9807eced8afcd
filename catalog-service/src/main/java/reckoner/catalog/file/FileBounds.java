package reckoner.catalog.file;

/** What a file may have at most, so that no file costs more than its size suggests. */
final class FileBounds {
  static final int BYTES_MAX = 8 * 1024 * 1024;
  static final int DEPTH_MAX = 64;
  static final int PARTS_MAX = 1_000_000;
  static final int ITEMS_MAX = 10_000;

  /** The reader's work on a word or comment grows with the square of its length. */
  static final int YAML_LINE_MAX = 100_000;

  private int parts;

  /** Counts a part of a tree. */
  void count(Node.Place place, int depth) throws Unreadable {
    parts++;
    if (parts > PARTS_MAX) {
      throw new Unreadable(place, "a file has at most %,d parts".formatted(PARTS_MAX));
    }
    if (depth > DEPTH_MAX) {
      throw new Unreadable(place, "a file is nested at most %d deep".formatted(DEPTH_MAX));
    }
  }
}
