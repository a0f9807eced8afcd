package reckoner.invoicing;

import java.util.Optional;

/** Port: legal entities and their number series. */
public interface LegalEntities {
  Optional<LegalEntity> find(String tenant, String legalEntity);

  /** Adds a legal entity and its series; false where the key is taken. */
  boolean add(String tenant, LegalEntity legalEntity);

  /**
   * Takes the next number of a series, 1 or more, and holds the series until the transaction ends,
   * so that a rollback leaves no gap. To be called as the last step before writing the number.
   */
  long takeNumber(String tenant, String legalEntity);
}
