package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface CustomerRepository extends GenericRepository<CustomerRow, String> {
  @Query(
      """
      insert into customer (tenant, customer, display_name, zone, currency)
      values (:tenant, :customer, :displayName, :zone, :currency)
      on conflict do nothing
      """)
  int insert(String tenant, String customer, String displayName, String zone, String currency);

  @Query(
      """
      select customer, display_name, zone, currency from customer
      where tenant = :tenant and customer = :customer
      """)
  Optional<CustomerRow> find(String tenant, String customer);

  @Query(
      """
      select customer, display_name, zone, currency from customer
      where tenant = :tenant and customer = :customer
      for update
      """)
  Optional<CustomerRow> lock(String tenant, String customer);
}
