package reckoner.standalone.platform;

/** The one address on which everything of a standalone Reckoner listens. */
final class Hosts {
  static final String LOCAL = "127.0.0.1";

  private Hosts() {}
}
