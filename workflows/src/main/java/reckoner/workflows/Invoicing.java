package reckoner.workflows;

import java.time.Instant;
import java.util.List;

/** The documents as this module needs them. Every call may be made again. */
public interface Invoicing {
  DraftResult draft(String tenant, Draft draft);

  /** Gives a draft its number; a finalised invoice stays as it is. */
  void finalise(String tenant, String invoice);

  /** Makes the files of a finalised invoice. */
  void render(String tenant, String invoice);

  /** What an invoice is made of. */
  record Draft(
      String invoice,
      String legalEntity,
      Customer billTo,
      Contract contract,
      Instant periodStart,
      Instant periodEnd,
      List<DueCharge> charges) {
    public Draft {
      charges = List.copyOf(charges);
    }
  }

  /** What drafting did. */
  sealed interface DraftResult {}

  /** The draft is there. */
  record Drafted() implements DraftResult {}

  /**
   * Invoicing does not take these charges, and will not when asked again.
   *
   * @param reason its stable name
   */
  record Refused(String reason, String message) implements DraftResult {}
}
