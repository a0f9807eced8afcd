package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tenants, service accounts and the record of changes. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface IdentityRepository extends GenericRepository<ServiceAccountRow, String> {
  @Query(
      """
      insert into tenant (tenant, create_time) values (:tenant, :createTime)
      on conflict do nothing
      """)
  int insertTenant(String tenant, Instant createTime);

  @Query("select exists (select from tenant where tenant = :tenant)")
  boolean hasTenant(String tenant);

  @Query(
      """
      insert into service_account (tenant, account, role, create_time)
      values (:tenant, :account, :role, :createTime)
      on conflict do nothing
      """)
  int insertAccount(String tenant, String account, String role, Instant createTime);

  @Query(
      """
      select account, role, create_time from service_account
      where tenant = :tenant and account = :account
      """)
  Optional<ServiceAccountRow> find(String tenant, String account);

  @Query(
      """
      select account, role, create_time from service_account
      where tenant = :tenant and account = :account
      for update
      """)
  Optional<ServiceAccountRow> lock(String tenant, String account);

  @Query(
      """
      select account, role, create_time from service_account
      where tenant = :tenant and account > :after
      order by account
      limit :limit
      """)
  List<ServiceAccountRow> page(String tenant, String after, int limit);

  @Query(
      """
      insert into identity_change (tenant, change_time, changed_by, change, account, key_id)
      values (:tenant, :time, :changedBy, :kind, :account, :keyId)
      """)
  int insertChange(
      String tenant, Instant time, String changedBy, String kind, String account, String keyId);
}
