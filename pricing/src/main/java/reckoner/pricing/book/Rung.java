package reckoner.pricing.book;

/** Where a price may come from, the first that applies wins and nothing is stacked (RULES D2). */
public enum Rung {
  COMMITMENT_OVERWRITE("commitment overwrite"),
  COMMITMENT_MULTIPLIER("commitment multiplier"),
  CONTRACT_OVERWRITE("contract overwrite"),
  CONTRACT_MULTIPLIER("contract multiplier"),
  CUSTOMER_BOOK("customer book"),
  SEGMENT_BOOK("segment book"),
  LIST("list");

  private final String words;

  Rung(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  /** Whether it multiplies the list price and has no price of its own. */
  public boolean multiplies() {
    return this == COMMITMENT_MULTIPLIER || this == CONTRACT_MULTIPLIER;
  }
}
