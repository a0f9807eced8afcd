package reckoner.rating.postgres;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface AdjustmentRepository extends GenericRepository<AdjustmentRow, Integer> {
  /**
   * The sums of a line over its revisions.
   *
   * @param priceVersion of the last one
   * @param dimensions as JSON
   */
  @Introspected
  record BilledRow(
      String charge,
      String displayName,
      String part,
      int revisions,
      String provider,
      String model,
      String tokenClass,
      String priceVersion,
      String product,
      String meter,
      String dimensions,
      BigDecimal quantity,
      BigDecimal allowance,
      BigDecimal quantityPriced,
      BigDecimal amountExact,
      BigDecimal amount,
      BigDecimal costExact,
      long events) {}

  /** A line of a close and the marginal amounts of its events. */
  @Introspected
  record ReconciledRow(BigDecimal amountExact, BigDecimal marginals) {}

  @Query(
      """
      select 0 as adjustment, cutoff_time, usage_position, catalog_position,
        cast(0 as bigint) as late_price_position, closed_reply as reply
      from contract_period
      where tenant = :tenant and contract = :contract and period_start = :periodStart
        and closed_reply is not null
      union all
      select adjustment, cutoff_time, usage_position, catalog_position, late_price_position, reply
      from period_adjustment
      where tenant = :tenant and contract = :contract and period_start = :periodStart
      order by adjustment
      """)
  List<AdjustmentRow> settled(String tenant, String contract, Instant periodStart);

  @Query(
      """
      select d.charge, c.display_name, d.part, max(d.revision) + 1 as revisions, d.provider,
        d.model, d.token_class,
        (array_agg(d.price_version order by d.revision desc))[1] as price_version, d.product,
        d.meter, cast(d.dimensions as text) as dimensions, sum(d.quantity) as quantity,
        sum(d.allowance) as allowance, sum(d.quantity_priced) as quantity_priced,
        sum(d.amount_exact) as amount_exact, sum(d.amount) as amount,
        sum(d.cost_exact) as cost_exact, cast(sum(d.events) as bigint) as events
      from due_charge d
      join contract_charge c
        on c.tenant = d.tenant and c.contract = d.contract and c.charge = d.charge
      where d.tenant = :tenant and d.contract = :contract and d.period_start = :periodStart
      group by d.charge, c.display_name, d.part, d.provider, d.model, d.token_class, d.product,
        d.meter, d.dimensions
      order by d.charge, d.part
      """)
  List<BilledRow> billed(String tenant, String contract, Instant periodStart);

  @Query(
      """
      select amount_exact, marginals from due_charge
      where tenant = :tenant and contract = :contract and period_start = :periodStart
        and charge = :charge and part = :part and revision = 0
      """)
  Optional<ReconciledRow> reconciled(
      String tenant, String contract, Instant periodStart, String charge, String part);

  @Query(
      """
      insert into period_adjustment
        (tenant, contract, period_start, adjustment, cutoff_time, usage_position, catalog_position,
         late_price_position, receipt_hash, reply)
      values (:tenant, :contract, :periodStart, :adjustment, :cutoffTime, :usagePosition,
        :catalogPosition, :latePricePosition, :receiptHash, :reply)
      """)
  int insert(
      String tenant,
      String contract,
      Instant periodStart,
      int adjustment,
      Instant cutoffTime,
      long usagePosition,
      long catalogPosition,
      long latePricePosition,
      String receiptHash,
      byte[] reply);

  @Query(
      """
      update usage_exception set state = 'UNCOUNTED', reason = ''
      where tenant = :tenant and contract = :contractNumber and period = :periodNumber
        and state = 'LATE' and event_key = any (cast(:rows as uuid[]))
      """)
  int leaveUncounted(String tenant, int contractNumber, int periodNumber, String rows);

  @Query(
      """
      delete from usage_exception x using usage_event e, usage_batch b
      where x.tenant = :tenant and x.contract = :contractNumber and x.period = :periodNumber
        and x.state = 'LATE'
        and e.tenant = x.tenant and e.shard = x.shard and e.event_key = x.event_key
        and b.tenant = e.tenant and b.batch = e.batch and b.position <= :positionMax
      """)
  int rateLate(String tenant, int contractNumber, int periodNumber, long positionMax);
}
