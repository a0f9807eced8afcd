package reckoner.rating.postgres;

/** What strangers send, as the database can keep it. */
final class Storable {
  private static final int TEXT_LENGTH_MAX = 400;
  private static final int BODY_LENGTH_MAX = 65_536;

  private Storable() {}

  /** PostgreSQL keeps no NUL, and an index no long text. The body has what really came. */
  static String text(String text) {
    var cut = text.length() > TEXT_LENGTH_MAX ? text.substring(0, TEXT_LENGTH_MAX) : text;
    return cut.replace('\0', '\uFFFD');
  }

  static byte[] body(byte[] body) {
    return body.length > BODY_LENGTH_MAX ? new byte[0] : body;
  }
}
