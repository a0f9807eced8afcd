package reckoner.kit.net;

/** Something beside the database without which a service is not ready. */
public interface Hindrance {
  /** What is wrong, for the log; empty where nothing is. Answers at once. */
  String trouble();
}
