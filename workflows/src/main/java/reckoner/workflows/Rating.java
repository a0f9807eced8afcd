package reckoner.workflows;

import java.time.Instant;
import java.util.List;

/** The usage ledger as this module needs it. Every call may be made again. */
public interface Rating {
  /** Makes a contract's terms known, with the activation time that it carries. */
  RegisterResult register(String tenant, Contract contract, List<QuoteLine> lines);

  /** Closes a period whose cut-off has come. */
  CloseResult close(String tenant, String contract, Instant periodStart);

  /**
   * The charges of a closed period, in document order; throws {@link NeighbourFailure} where rating
   * refuses or breaks.
   */
  List<DueCharge> dueCharges(String tenant, String contract, Instant periodStart);

  /** What a registration did. */
  sealed interface RegisterResult {}

  /** The terms are known. */
  record Registered() implements RegisterResult {}

  /** Rating does not take these terms, and will not until something changes. */
  record Refused(String reason, String message) implements RegisterResult {}

  /** What a close did. */
  sealed interface CloseResult {}

  /** The charges are due. */
  record Closed() implements CloseResult {}

  /**
   * Unpriced usage stands in the way.
   *
   * @param message what, for people
   */
  record Blocked(String message) implements CloseResult {}
}
