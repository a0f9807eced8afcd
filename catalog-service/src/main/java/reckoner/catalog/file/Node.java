package reckoner.catalog.file;

import java.util.List;

/** A part of a file with its place. What it means, the protos of the catalog say. */
sealed interface Node {
  Place place();

  /** Both from 1. */
  record Place(int line, int column) {
    /** Of what is written and was not read. */
    static final Place NONE = new Place(1, 1);
  }

  /**
   * A text, a number or a truth value, as it stands in the file.
   *
   * @param quoted whether it is text whatever it looks like
   */
  record Scalar(String text, boolean quoted, Place place) implements Node {
    static Scalar text(String text) {
      return new Scalar(text, true, Place.NONE);
    }

    static Scalar bare(String text) {
      return new Scalar(text, false, Place.NONE);
    }

    /** Whether nothing is written, or the word for it. */
    boolean isNothing() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  /** Parts in order. */
  record Sequence(List<Node> elements, Place place) implements Node {}

  /** Parts by name; a name may stand twice. */
  record Mapping(List<Entry> entries, Place place) implements Node {}

  /** A named part; the place is that of its name. */
  record Entry(String name, Place place, Node value) {}
}
