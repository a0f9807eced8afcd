package reckoner.rating;

/** What contracts are called outside; a number's name never changes. */
@FunctionalInterface
public interface ContractNames {
  /** A contract's business key and its currency, an ISO 4217 code. */
  record Named(String contract, String currency) {}

  /**
   * The name of a contract that is known.
   *
   * @param number among the tenant's contracts, from 1
   */
  Named of(String tenant, int number);
}
