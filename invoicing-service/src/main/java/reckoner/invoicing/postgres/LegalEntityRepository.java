package reckoner.invoicing.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.DataType;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface LegalEntityRepository extends GenericRepository<LegalEntityRow, String> {
  @Query(
      """
      select legal_entity, display_name, address_lines, number_prefix from legal_entity
      where tenant = :tenant and legal_entity = :legalEntity
      """)
  Optional<LegalEntityRow> find(String tenant, String legalEntity);

  @Query(
      """
      insert into legal_entity (tenant, legal_entity, display_name, address_lines, number_prefix)
      values (:tenant, :legalEntity, :displayName, :addressLines, :numberPrefix)
      on conflict do nothing
      """)
  int insert(
      String tenant,
      String legalEntity,
      String displayName,
      @TypeDef(type = DataType.STRING_ARRAY) String[] addressLines,
      String numberPrefix);

  @Query("insert into number_series (tenant, legal_entity) values (:tenant, :legalEntity)")
  int insertSeries(String tenant, String legalEntity);

  @Query(
      """
      select last_value from number_series
      where tenant = :tenant and legal_entity = :legalEntity for update
      """)
  long lockSeries(String tenant, String legalEntity);

  @Query(
      """
      update number_series set last_value = :value
      where tenant = :tenant and legal_entity = :legalEntity
      """)
  int moveSeries(String tenant, String legalEntity, long value);
}
