package reckoner.catalog.file;

/** Ends the reading of a file at a place beyond which nothing can be understood. */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Node.Place place;
  private final String problem;

  Unreadable(Node.Place place, String problem) {
    super(problem, null, false, false);
    this.place = place;
    this.problem = problem;
  }

  Node.Place place() {
    return place;
  }

  String problem() {
    return problem;
  }
}
