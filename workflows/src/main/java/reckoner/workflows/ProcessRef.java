package reckoner.workflows;

/**
 * Names a long-running process: one for each live contract and each billing run at work.
 *
 * @param key business key of the contract or run
 */
public record ProcessRef(Kind kind, String tenant, String key) {
  /** Kinds of processes. */
  public enum Kind {
    CONTRACT,
    BILLING_RUN
  }
}
