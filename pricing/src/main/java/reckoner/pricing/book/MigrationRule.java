package reckoner.pricing.book;

/** When contracts of an older version of a book get the new one. */
public enum MigrationRule {
  /** On the local day on which it is decided (RULES B7). */
  NOW,
  /** When the contract's next billing period starts. */
  NEXT_PERIOD,
  /** When the contract's term ends and is renewed. */
  RENEWAL,
  /** Never: the contract is grandfathered. */
  NEVER
}
