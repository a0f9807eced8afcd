package reckoner.rating;

/** Where a stored event stands. */
public enum UsageState {
  /** A contract covers it and every unit has a price. */
  RATED,
  /** No contract covers it yet (RULES D5). */
  WAITING,
  /** A contract covers it, no price does (RULES D5). */
  UNPRICED,
  /** Its period was closed without it; it is in no charge yet (RULES B5). */
  LATE
}
