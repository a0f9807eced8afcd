package reckoner.rating;

/** Where a stored event stands. */
public enum UsageState {
  /** A contract covers it and every unit has a price. */
  RATED,
  /** No contract covers it yet (RULES D5). */
  WAITING,
  /** A contract covers it, no price does (RULES D5). */
  UNPRICED,
  /** It was stored after its period's cut-off; it is in no charge yet (RULES B5). */
  LATE,
  /** A contract covers it, and none of its charges counts it. */
  UNCOUNTED,
  /** A later fact holds instead of it (RULES G1). */
  AMENDED,
  /** A later fact took it back (RULES G1). */
  VOIDED,
  /** An open backfill holds it; the ledger does not know it. */
  HELD
}
