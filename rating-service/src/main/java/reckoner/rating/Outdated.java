package reckoner.rating;

/** What was prepared before a transaction is not so any more; whoever prepared it does so again. */
public final class Outdated extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Outdated() {
    super("is prepared again", null, false, false);
  }
}
