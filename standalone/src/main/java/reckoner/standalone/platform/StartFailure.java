package reckoner.standalone.platform;

/**
 * Why Reckoner does not start, as a message for the person who started it: it names the place and
 * what to do.
 */
public final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartFailure(String message) {
    super(message);
  }

  public StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
