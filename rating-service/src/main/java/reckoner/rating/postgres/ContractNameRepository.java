package reckoner.rating.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ContractNameRepository extends GenericRepository<ContractRow, String> {
  @Query("select contract, currency from contract where tenant = :tenant and number = :number")
  Rows.ContractName find(String tenant, int number);
}
