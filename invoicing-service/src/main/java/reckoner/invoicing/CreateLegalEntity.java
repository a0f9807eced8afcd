package reckoner.invoicing;

import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/** Makes a legal entity with its number series, once for a key. */
public final class CreateLegalEntity {
  private final LegalEntities legalEntities;

  public CreateLegalEntity(LegalEntities legalEntities) {
    this.legalEntities = legalEntities;
  }

  /** To be called inside a transaction. */
  public LegalEntity create(String tenant, LegalEntity legalEntity) {
    if (legalEntities.add(tenant, legalEntity)) {
      return legalEntity;
    }
    var present = legalEntities.find(tenant, legalEntity.legalEntity()).orElseThrow();
    if (!present.equals(legalEntity)) {
      throw Refusal.of(
              KitReason.KEY_TAKEN,
              "legal entity %s exists with other content".formatted(legalEntity.legalEntity()))
          .asException();
    }
    return present;
  }
}
