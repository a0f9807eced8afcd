package reckoner.invoicing.postgres;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import reckoner.invoicing.LegalEntities;
import reckoner.invoicing.LegalEntity;

@Singleton
class PostgresLegalEntities implements LegalEntities {
  private final LegalEntityRepository rows;

  PostgresLegalEntities(LegalEntityRepository rows) {
    this.rows = rows;
  }

  @Override
  public Optional<LegalEntity> find(String tenant, String legalEntity) {
    return rows.find(tenant, legalEntity)
        .map(row ->
            new LegalEntity(
                row.legalEntity(),
                row.displayName(),
                List.of(row.addressLines()),
                row.numberPrefix()));
  }

  @Override
  public boolean add(String tenant, LegalEntity legalEntity) {
    var inserted =
        rows.insert(
            tenant,
            legalEntity.legalEntity(),
            legalEntity.displayName(),
            legalEntity.addressLines().toArray(String[]::new),
            legalEntity.numberPrefix());
    if (inserted == 0) {
      return false;
    }
    rows.insertSeries(tenant, legalEntity.legalEntity());
    return true;
  }

  @Override
  public long takeNumber(String tenant, String legalEntity) {
    long value = rows.lockSeries(tenant, legalEntity) + 1;
    rows.moveSeries(tenant, legalEntity, value);
    return value;
  }
}
