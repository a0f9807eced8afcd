package reckoner.rating.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ContractRepository extends GenericRepository<ContractRow, String> {
  @Query(
      """
      select contract, customer, zone, currency, activate_time, usage_grace_s, content_hash
      from contract
      where tenant = :tenant and contract = :contract
      """)
  Optional<ContractRow> find(String tenant, String contract);

  @Query(
      """
      select contract from contract_period
      where tenant = :tenant and customer = :customer
        and period_start < :wholeEnd and period_end > :wholeStart
      order by period_start limit 1
      """)
  Optional<String> overlapping(
      String tenant, String customer, Instant wholeStart, Instant wholeEnd);

  @Query(
      """
      insert into contract
        (tenant, contract, number, customer, zone, currency, activate_time, usage_grace_s,
         content_hash)
      values
        (:tenant, :contract, :number, :customer, :zone, :currency, :activateTime, :usageGraceS,
         :contentHash)
      """)
  int insert(
      String tenant,
      String contract,
      int number,
      String customer,
      String zone,
      String currency,
      Instant activateTime,
      long usageGraceS,
      byte[] contentHash);

  @Query(
      """
      insert into contract_period
        (tenant, contract, number, customer, period_start, period_end, cutoff_time)
      values (:tenant, :contract, :number, :customer, :periodStart, :periodEnd, :cutoffTime)
      """)
  int insertPeriod(
      String tenant,
      String contract,
      int number,
      String customer,
      Instant periodStart,
      Instant periodEnd,
      Instant cutoffTime);

  @Query(
      """
      insert into contract_charge
        (tenant, contract, ordinal, charge, display_name, recurring_amount, price_book,
         price_book_version, rates_late_costs, metered)
      values (:tenant, :contract, :ordinal, :charge, :displayName, :recurringAmount, :priceBook,
        :priceBookVersion, :ratesLateCosts, nullif(cast(:metered as bytea), ''))
      """)
  int insertCharge(
      String tenant,
      String contract,
      int ordinal,
      String charge,
      String displayName,
      @Nullable BigDecimal recurringAmount,
      @Nullable String priceBook,
      @Nullable Integer priceBookVersion,
      boolean ratesLateCosts,
      byte[] metered);

  @Query(
      """
      insert into charge_allowance (tenant, contract, ordinal, token_class, quantity)
      values (:tenant, :contract, :ordinal, :tokenClass, :quantity)
      """)
  int insertAllowance(
      String tenant, String contract, int ordinal, String tokenClass, BigDecimal quantity);

  @Query(
      """
      update contract_period p set is_aggregated = false
      from contract c
      where c.tenant = :tenant and c.number = :contractNumber and p.tenant = c.tenant
        and p.contract = c.contract and p.number = :periodNumber
      """)
  int distrustAggregates(String tenant, int contractNumber, int periodNumber);

  @Query(
      """
      select p.is_aggregated from contract_period p
      join contract c on c.tenant = p.tenant and c.contract = p.contract
      where c.tenant = :tenant and c.number = :contractNumber and p.number = :periodNumber
      """)
  boolean isAggregated(String tenant, int contractNumber, int periodNumber);

  @Query("update usage_ledger set terms_revision = :number where tenant = :tenant")
  int reviseTerms(String tenant, int number);

  @Query("select customer from contract where tenant = :tenant and number > :after")
  List<String> customersSince(String tenant, int after);

  @Query(
      """
      select k.number as contract, p.number, p.customer, p.period_start, p.period_end,
        p.cutoff_time
      from contract_period p
      join contract k on k.tenant = p.tenant and k.contract = p.contract
      where p.tenant = :tenant and p.customer in (:customers)
      order by p.period_start
      """)
  List<Rows.Coverage> covering(String tenant, List<String> customers);

  @Query(
      """
      select k.number as contract, c.ordinal, c.charge, c.display_name, c.price_book,
        c.price_book_version, c.rates_late_costs, coalesce(c.metered, '') as metered
      from contract k join contract_charge c on c.tenant = k.tenant and c.contract = k.contract
      where k.tenant = :tenant and k.customer in (:customers) and c.recurring_amount is null
      order by k.number, c.ordinal
      """)
  List<Rows.UsageCharge> usageCharges(String tenant, List<String> customers);

  @Query(
      """
      select k.number as contract, a.ordinal, a.token_class, a.quantity
      from contract k join charge_allowance a on a.tenant = k.tenant and a.contract = k.contract
      where k.tenant = :tenant and k.customer in (:customers)
      """)
  List<Rows.UsageAllowance> usageAllowances(String tenant, List<String> customers);

  @Query(
      """
      select contract, period_start from contract_period
      where tenant = :tenant and :contract in ('', contract) and :customer in ('', customer)
        and period_start <= :time and period_end > :time
      order by contract limit 1
      """)
  Optional<Rows.PeriodName> periodAt(String tenant, String contract, String customer, Instant time);

  @Query(
      """
      select contract, period_start from contract_period
      where tenant = :tenant and :contract in ('', contract) and :customer in ('', customer)
        and period_start < :rangeEnd and period_end > :rangeStart
      order by contract, period_start
      """)
  List<Rows.PeriodName> periodsIn(
      String tenant, String contract, String customer, Instant rangeStart, Instant rangeEnd);
}
