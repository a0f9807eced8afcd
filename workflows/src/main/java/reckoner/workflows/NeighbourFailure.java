package reckoner.workflows;

/**
 * A neighbour answered a call with a failure of its own. One that is out of reach, or too slow, is
 * none: it is waited for.
 */
public final class NeighbourFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean refusal;
  private final String reason;

  private NeighbourFailure(boolean refusal, String reason, String message) {
    super(message);
    this.refusal = refusal;
    this.reason = reason;
  }

  /** The same call will be refused again until something changes. */
  public static NeighbourFailure refusal(String reason, String message) {
    return new NeighbourFailure(true, reason, message);
  }

  /** Something broke; the same call may work the next time. */
  public static NeighbourFailure breakage(String reason, String message) {
    return new NeighbourFailure(false, reason, message);
  }

  public boolean isRefusal() {
    return refusal;
  }

  /** Stable name. */
  public String reason() {
    return reason;
  }

  /** For people. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
