package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface BillingRepository extends GenericRepository<RunRow, String> {
  @Query(
      """
      insert into billing_run (tenant, billing_run, period_end_max, legal_entity, state)
      values (:tenant, :run, :periodEndMax, :legalEntity, :state)
      on conflict do nothing
      """)
  int insert(String tenant, String run, Instant periodEndMax, String legalEntity, String state);

  @Query(
      """
      select billing_run, period_end_max, legal_entity, state, selected from billing_run
      where tenant = :tenant and billing_run = :run
      """)
  Optional<RunRow> find(String tenant, String run);

  @Query(
      """
      select billing_run, period_end_max, legal_entity, state, selected from billing_run
      where tenant = :tenant and billing_run = :run
      for update
      """)
  Optional<RunRow> lock(String tenant, String run);

  @Query(
      """
      insert into billing_run_item (tenant, billing_run, customer, contract, period_start, state)
      select tenant, :run, customer, contract, period_start, 'SELECTED'
      from contract_period join contract using (tenant, contract)
      where tenant = :tenant and contract_period.state = 'CLOSED' and period_end <= :periodEndMax
        and not exists (
          select from billing_run_exception noted
          where noted.tenant = :tenant and noted.billing_run = :run
            and noted.contract = contract.contract
            and noted.period_start = contract_period.period_start)
      order by contract, period_start
      on conflict (tenant, contract, period_start) do nothing
      """)
  int select(String tenant, String run, Instant periodEndMax);

  @Query(
      """
      insert into billing_run_exception
        (tenant, billing_run, contract, customer, period_start, period_end, reason, message)
      select tenant, :run, contract, customer, period_start, period_end,
        case contract_period.state when 'BLOCKED' then :blocked else :open end,
        case
          when contract_period.state = 'BLOCKED' then contract_period.blocked_message
          when blocked_reason <> ''
            then 'the contract is not activated: ' || blocked_reason || ', ' || contract.blocked_message
          when contract.state = 'ACCEPTED' then 'the contract is not activated yet'
          else 'the period is not closed yet'
        end
      from contract_period join contract using (tenant, contract)
      where tenant = :tenant and contract_period.state in ('OPEN', 'BLOCKED')
        and period_end <= :periodEndMax
      """)
  int noteUnclosed(String tenant, String run, Instant periodEndMax, String blocked, String open);

  @Query(
      """
      update billing_run set selected = true where tenant = :tenant and billing_run = :run
      """)
  int markSelected(String tenant, String run);

  @Query(
      """
      update billing_run set state = 'COMPLETED'
      where tenant = :tenant and billing_run = :run and selected
        and not exists (
          select from billing_run_item item
          where item.tenant = :tenant and item.billing_run = :run
            and item.state in ('SELECTED', 'DRAFTED', 'FINALISED'))
      """)
  int complete(String tenant, String run);

  @Query(
      """
      select customer, contract, period_start, state, invoice from billing_run_item
      where tenant = :tenant and billing_run = :run and state = :state
      order by customer, contract, period_start
      limit :limit
      """)
  List<ItemRow> items(String tenant, String run, String state, int limit);

  @Query(
      """
      update billing_run_item set state = :state, invoice = :invoice, failures = 0
      where tenant = :tenant and billing_run = :run and contract = :contract
        and period_start = :periodStart and state = :before
      """)
  int advance(
      String tenant,
      String run,
      String contract,
      Instant periodStart,
      String before,
      String state,
      @Nullable String invoice);

  @Query(
      """
      delete from billing_run_item
      where tenant = :tenant and billing_run = :run and contract = :contract
        and period_start = :periodStart and state = :state
      """)
  int remove(String tenant, String run, String contract, Instant periodStart, String state);

  @Query(
      """
      update billing_run_item set failures = failures + 1
      where tenant = :tenant and billing_run = :run and contract = :contract
        and period_start = :periodStart and state = :state
      """)
  int fail(String tenant, String run, String contract, Instant periodStart, String state);

  @Query(
      """
      select failures from billing_run_item
      where tenant = :tenant and billing_run = :run and contract = :contract
        and period_start = :periodStart
      """)
  int failures(String tenant, String run, String contract, Instant periodStart);

  @Query(
      """
      select billing_run, customer, contract, period_start, state, invoice from billing_run_item
      where tenant = :tenant and billing_run <> :run and state = 'UNRENDERED'
      order by failures, billing_run, customer, contract, period_start
      limit :limit
      """)
  List<UnrenderedRow> unrendered(String tenant, String run, int limit);

  @Query(
      """
      update billing_run_item set state = 'RENDERED', failures = 0
      where tenant = :tenant and billing_run = :run and contract = :contract
        and period_start = :periodStart and state = 'UNRENDERED'
      """)
  int render(String tenant, String run, String contract, Instant periodStart);

  @Query(
      """
      delete from billing_run_exception
      where tenant = :tenant and billing_run = :run and contract = :contract
        and period_start = :periodStart and reason = :reason
      """)
  int forget(String tenant, String run, String contract, Instant periodStart, String reason);

  @Query(
      """
      insert into billing_run_exception
        (tenant, billing_run, contract, customer, period_start, period_end, reason, message)
      values
        (:tenant, :run, :contract, :customer, :periodStart, :periodEnd, :reason, :message)
      on conflict do nothing
      """)
  int insertException(
      String tenant,
      String run,
      String contract,
      String customer,
      Instant periodStart,
      Instant periodEnd,
      String reason,
      String message);

  @Query(
      """
      select contract, customer, period_start, period_end, reason, message
      from billing_run_exception
      where tenant = :tenant and billing_run = :run
      order by contract, period_start
      limit :limit
      """)
  List<ExceptionRow> exceptions(String tenant, String run, int limit);

  @Query(
      """
      select count(*) from billing_run_exception
      where tenant = :tenant and billing_run = :run
      """)
  int countExceptions(String tenant, String run);

  @Query(
      """
      select state, count(*) as items from billing_run_item
      where tenant = :tenant and billing_run = :run
      group by state
      """)
  List<StateCountRow> countItems(String tenant, String run);

  @Query(
      """
      select invoice from billing_run_item
      where tenant = :tenant and billing_run = :run and invoice is not null
      order by customer, contract, period_start
      limit :limit
      """)
  List<String> invoices(String tenant, String run, int limit);
}
