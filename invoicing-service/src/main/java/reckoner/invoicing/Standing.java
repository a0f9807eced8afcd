package reckoner.invoicing;

import java.time.Instant;

/** Where an invoice stands. */
public sealed interface Standing {
  /** Has no number yet. */
  record Draft() implements Standing {}

  /**
   * Has its number and never changes.
   *
   * @param number prefix and digits
   * @param finaliseTime business time
   */
  record Finalised(String number, Instant finaliseTime) implements Standing {}
}
