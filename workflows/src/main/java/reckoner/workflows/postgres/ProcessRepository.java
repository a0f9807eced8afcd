package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ProcessRepository extends GenericRepository<ProcessRow, Long> {
  @Query(
      """
      insert into outbox (tenant, kind, process_key) values (:tenant, :kind, :key)
      on conflict do nothing
      """)
  int insert(String tenant, String kind, String key);

  @Query(
      """
      select id, tenant, kind, process_key from outbox
      order by id
      limit :limit
      for update skip locked
      """)
  List<ProcessRow> take(int limit);

  @Query("delete from outbox where id = :id")
  int delete(long id);

  @Query(
      """
      select 0 as id, tenant, 'CONTRACT' as kind, contract as process_key from contract
      where state <> 'ENDED' and (tenant, contract) > (:afterTenant, :afterKey)
      order by tenant, contract
      limit :limit
      """)
  List<ProcessRow> liveContracts(String afterTenant, String afterKey, int limit);

  @Query(
      """
      select 0 as id, tenant, 'BILLING_RUN' as kind, billing_run as process_key from billing_run
      where state = 'RUNNING' and (tenant, billing_run) > (:afterTenant, :afterKey)
      order by tenant, billing_run
      limit :limit
      """)
  List<ProcessRow> runningRuns(String afterTenant, String afterKey, int limit);

  @Query(
      """
      select distinct 0 as id, tenant, 'CONTRACT' as kind, contract as process_key
      from contract_period join contract using (tenant, contract)
      where contract_period.state in ('OPEN', 'BLOCKED')
        and (
          (contract.state = 'ACTIVE' and cutoff_time > :from and cutoff_time <= :to)
          or (contract.state = 'ACCEPTED' and cast(:from as timestamptz) = 'epoch'))
        and (tenant, contract) > (:afterTenant, :afterKey)
      order by tenant, contract
      limit :limit
      """)
  List<ProcessRow> dueContracts(
      Instant from, Instant to, String afterTenant, String afterKey, int limit);

  @Query("select count(*) from (select from outbox limit :limit) as bounded")
  int countOutbox(int limit);

  @Query(
      "select count(*) from (select from contract where state = 'ACCEPTED' limit :limit) as"
          + " bounded")
  int countAccepted(int limit);

  @Query(
      """
      select count(*) from (
        select from contract_period where state = 'BLOCKED' and cutoff_time <= :now limit :limit
      ) as bounded
      """)
  int countBlocked(Instant now, int limit);

  @Query(
      "select count(*) from (select from billing_run where state = 'RUNNING' limit :limit) as"
          + " bounded")
  int countRunning(int limit);

  @Query(
      "select count(*) from (select from billing_run_item where state = 'UNRENDERED' limit :limit)"
          + " as bounded")
  int countUnrendered(int limit);
}
