package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ContractRepository extends GenericRepository<ContractRow, String> {
  @Query(
      """
      insert into contract (tenant, contract, customer, zone, currency, usage_grace_s, state)
      values (:tenant, :contract, :customer, :zone, :currency, :usageGraceS, :state)
      """)
  int insert(
      String tenant,
      String contract,
      String customer,
      String zone,
      String currency,
      long usageGraceS,
      String state);

  @Query(
      """
      insert into contract_period (tenant, contract, period_start, period_end, cutoff_time, state)
      values (:tenant, :contract, :start, :end, :cutoff, :state)
      """)
  int insertPeriod(
      String tenant, String contract, Instant start, Instant end, Instant cutoff, String state);

  @Query(
      """
      select contract, customer, zone, currency, usage_grace_s, state, blocked_reason,
        blocked_message, activate_time
      from contract
      where tenant = :tenant and contract = :contract
      """)
  Optional<ContractRow> find(String tenant, String contract);

  @Query(
      """
      select contract, customer, zone, currency, usage_grace_s, state, blocked_reason,
        blocked_message, activate_time
      from contract
      where tenant = :tenant and contract = :contract
      for update
      """)
  Optional<ContractRow> lock(String tenant, String contract);

  @Query(
      """
      select contract, customer, zone, currency, usage_grace_s, state, blocked_reason,
        blocked_message, activate_time
      from contract
      where tenant = :tenant and contract > :after
      order by contract
      limit :limit
      """)
  List<ContractRow> page(String tenant, String after, int limit);

  @Query(
      """
      select contract, period_start, period_end, cutoff_time, state, blocked_message
      from contract_period
      where tenant = :tenant and contract >= :first and contract <= :last
      order by contract, period_start
      """)
  List<PeriodRow> periods(String tenant, String first, String last);

  @Query(
      """
      update contract set activate_time = :activateTime
      where tenant = :tenant and contract = :contract
      """)
  int setActivateTime(String tenant, String contract, Instant activateTime);

  @Query(
      """
      update contract_period set cutoff_time = :cutoff
      where tenant = :tenant and contract = :contract and period_start = :start
      """)
  int setCutoff(String tenant, String contract, Instant start, Instant cutoff);

  @Query(
      """
      update contract set state = :state, blocked_reason = '', blocked_message = ''
      where tenant = :tenant and contract = :contract
      """)
  int setState(String tenant, String contract, String state);

  @Query(
      """
      update contract set blocked_reason = :reason, blocked_message = :message
      where tenant = :tenant and contract = :contract and state = 'ACCEPTED'
      """)
  int setBlocked(String tenant, String contract, String reason, String message);

  @Query(
      """
      select contract.contract
      from contract join contract_period using (tenant, contract)
      where tenant = :tenant and customer = :customer
        and period_start < :end and period_end > :start
      order by period_start
      limit 1
      """)
  Optional<String> overlapping(String tenant, String customer, Instant start, Instant end);

  @Query(
      """
      update contract_period set state = :state, blocked_message = :message
      where tenant = :tenant and contract = :contract and period_start = :start
        and state in ('OPEN', 'BLOCKED')
      """)
  int setUnclosedState(String tenant, String contract, Instant start, String state, String message);

  @Query(
      """
      update contract_period set state = 'BILLED'
      where tenant = :tenant and contract = :contract and period_start = :start
        and state = 'CLOSED'
      """)
  int bill(String tenant, String contract, Instant start);
}
