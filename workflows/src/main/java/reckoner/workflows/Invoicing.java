package reckoner.workflows;

import java.time.Instant;
import java.util.List;

/**
 * The documents as this module needs them. Every call may be made again, and throws {@link
 * NeighbourFailure} where invoicing refuses it or breaks.
 */
public interface Invoicing {
  /** Makes a draft and claims its charges. */
  void draft(String tenant, Draft draft);

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
}
