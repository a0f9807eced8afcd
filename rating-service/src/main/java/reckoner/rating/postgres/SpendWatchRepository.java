package reckoner.rating.postgres;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thresholds, the queue of periods to look at, and what was seen of them. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface SpendWatchRepository extends GenericRepository<ContractRow, String> {
  @Introspected
  record ThresholdRow(byte[] terms, Instant setTime, boolean isRemoved) {}

  @Introspected
  record LookRow(String tenant, String contract, Instant periodStart, long mark) {}

  @Introspected
  record SeenRow(byte[] snapshot, @Nullable Instant sentTime, byte[] sentHash) {}

  @Query(
      """
      select terms, set_time, remove_time is not null as is_removed from threshold
      where tenant = :tenant and contract = :contract order by threshold
      """)
  List<ThresholdRow> thresholds(String tenant, String contract);

  @Query(
      """
      insert into threshold (tenant, contract, threshold, terms, set_time)
      values (:tenant, :contract, :threshold, :terms, :now)
      """)
  int addThreshold(String tenant, String contract, String threshold, byte[] terms, Instant now);

  @Query(
      """
      update threshold set remove_time = :now
      where tenant = :tenant and contract = :contract and threshold = :threshold
      """)
  int removeThreshold(String tenant, String contract, String threshold, Instant now);

  @Query(
      """
      select follow_s from spend_watch
      where tenant = :tenant and contract = :contract and follow_s is not null
      """)
  Optional<Integer> follow(String tenant, String contract);

  /** What was stored before is looked at once anyway, as a watch begins. */
  @Query(
      """
      insert into spend_cursor (tenant, position)
      values (:tenant,
        coalesce((select position from usage_ledger where tenant = :tenant), 0))
      on conflict do nothing
      """)
  int ensureCursor(String tenant);

  @Query("select position from spend_cursor where tenant = :tenant for update")
  Optional<Long> lockCursor(String tenant);

  @Query("select position from spend_cursor where tenant = :tenant for update skip locked")
  Optional<Long> lockFreeCursor(String tenant);

  @Query("update spend_cursor set position = :position where tenant = :tenant")
  int moveCursor(String tenant, long position);

  @Query(
      """
      insert into spend_watch (tenant, contract, next_period_start, follow_s)
      values (:tenant, :contract,
        (select min(period_start) from contract_period
         where tenant = :tenant and contract = :contract and period_start > :now),
        cast(:followS as int))
      on conflict (tenant, contract) do update set follow_s = excluded.follow_s
      """)
  int watch(String tenant, String contract, @Nullable Integer followS, Instant now);

  @Query(
      """
      insert into spend_look as l (tenant, contract, period_start)
      select tenant, contract, period_start from contract_period
      where tenant = :tenant and contract = :contract
        and period_start <= :now and period_end > :now
      on conflict (tenant, contract, period_start)
        do update set mark = l.mark + 1, due_time = '-infinity'
      """)
  int lookAtRunning(String tenant, String contract, Instant now);

  @Query("delete from spend_watch where tenant = :tenant and contract = :contract")
  int unwatch(String tenant, String contract);

  @Query(
      """
      select c.tenant from spend_cursor c join usage_ledger l using (tenant)
      where l.position > c.position
      union select tenant from spend_watch where next_period_start <= :now
      union select tenant from spend_seen where unpriced
      """)
  List<String> tenants(Instant now);

  /**
   * An index look for each watched contract's period that has begun, or that events may be of;
   * those after a period that changed open with what it ends with.
   */
  @Query(
      """
      with first as (
        select min(batch) as batch from usage_batch where tenant = :tenant and position > :after
      ), begun as (
        select w.tenant, w.contract, c.number as contract_number, p.number, p.period_start
        from spend_watch w
          join contract c on c.tenant = w.tenant and c.contract = w.contract
          join contract_period p on p.tenant = w.tenant and p.contract = w.contract
        where w.tenant = :tenant and p.period_start <= cast(:now as timestamptz) + interval '1 hour'
      ), changed as (
        select w.contract, min(w.number) as number
        from first, begun w
        where exists (
            select from usage_event e
              join usage_batch b on b.tenant = e.tenant and b.batch = e.batch
            where e.tenant = w.tenant and e.contract = w.contract_number and e.period = w.number
              and e.batch >= first.batch and b.position > :after)
          or exists (
            select from usage_correction x
              join usage_batch b on b.tenant = x.tenant and b.batch = x.batch
            where x.tenant = w.tenant and x.contract = w.contract_number and x.period = w.number
              and x.batch >= first.batch and b.position > :after)
        group by w.contract
      )
      insert into spend_look as l (tenant, contract, period_start)
      select w.tenant, w.contract, w.period_start
      from begun w join changed on changed.contract = w.contract and changed.number <= w.number
      order by w.contract, w.period_start
      on conflict (tenant, contract, period_start)
        do update set mark = l.mark + 1, due_time = '-infinity'
      """)
  int gatherChanged(String tenant, long after, Instant now);

  @Query(
      """
      with begun as (
        select w.tenant, w.contract, p.period_start
        from spend_watch w
          join contract_period p on p.tenant = w.tenant and p.contract = w.contract
            and p.period_start >= w.next_period_start and p.period_start <= :now
        where w.tenant = :tenant and w.next_period_start <= :now
      ), next as (
        update spend_watch w set next_period_start = (
          select min(p.period_start) from contract_period p
          where p.tenant = w.tenant and p.contract = w.contract and p.period_start > :now)
        where w.tenant = :tenant and w.next_period_start <= :now
      )
      insert into spend_look as l (tenant, contract, period_start)
      select tenant, contract, period_start from begun order by contract, period_start
      on conflict (tenant, contract, period_start)
        do update set mark = l.mark + 1, due_time = '-infinity'
      """)
  int gatherBegun(String tenant, Instant now);

  @Query(
      """
      insert into spend_look as l (tenant, contract, period_start)
      select distinct p.tenant, p.contract, p.period_start
      from spend_seen s
        join contract_period p on p.tenant = s.tenant and p.contract = s.contract
          and p.period_start >= s.period_start
      where s.tenant = :tenant and s.unpriced and s.catalog_position < :catalogPosition
        and p.period_start <= cast(:now as timestamptz) + interval '1 hour'
      order by p.contract, p.period_start
      on conflict (tenant, contract, period_start)
        do update set mark = l.mark + 1, due_time = '-infinity'
      """)
  int gatherUnpriced(String tenant, long catalogPosition, Instant now);

  @Query(
      """
      select tenant, contract, period_start, mark from spend_look
      where due_time <= :now and (taken_until is null or taken_until < clock_timestamp())
      order by queued limit :limit for update skip locked
      """)
  List<LookRow> free(Instant now, int limit);

  @Query(
      """
      update spend_look set taken_until = clock_timestamp() + interval '1 minute'
      where tenant = :tenant and contract = :contract and period_start = :periodStart
      """)
  int take(String tenant, String contract, Instant periodStart);

  /** An update of no key, beside which rows that refer to the watch may still be added. */
  @Query(
      """
      update spend_watch set follow_s = follow_s
      where tenant = :tenant and contract = :contract
      """)
  int lockWatch(String tenant, String contract);

  @Query(
      """
      select snapshot, sent_time, coalesce(sent_hash, '') as sent_hash
      from spend_seen
      where tenant = :tenant and contract = :contract and period_start in (:periodStarts)
      """)
  List<SeenRow> seen(String tenant, String contract, List<Instant> periodStarts);

  @Query(
      """
      insert into spend_seen as s (tenant, contract, period_start, usage_position,
        catalog_position, unpriced, snapshot)
      values (:tenant, :contract, :periodStart, :usagePosition, :catalogPosition, :unpriced,
        :snapshot)
      on conflict (tenant, contract, period_start) do update
        set usage_position = excluded.usage_position,
          catalog_position = excluded.catalog_position, unpriced = excluded.unpriced,
          snapshot = excluded.snapshot
        where (s.usage_position, s.catalog_position)
          <= (excluded.usage_position, excluded.catalog_position)
      """)
  int see(
      String tenant,
      String contract,
      Instant periodStart,
      long usagePosition,
      long catalogPosition,
      boolean unpriced,
      byte[] snapshot);

  @Query(
      """
      update spend_seen set sent_hash = :hash, sent_time = :now
      where tenant = :tenant and contract = :contract and period_start = :periodStart
      """)
  int tell(String tenant, String contract, Instant periodStart, byte[] hash, Instant now);

  @Query(
      """
      insert into threshold_reached
        (tenant, contract, threshold, span_start, reach_time, usage_position)
      values (:tenant, :contract, :threshold, :spanStart, :now, :usagePosition)
      on conflict do nothing
      """)
  int reach(
      String tenant,
      String contract,
      String threshold,
      Instant spanStart,
      Instant now,
      long usagePosition);

  @Query(
      """
      delete from spend_look
      where tenant = :tenant and contract = :contract and period_start = :periodStart
        and mark = :mark
      """)
  int done(String tenant, String contract, Instant periodStart, long mark);

  @Query(
      """
      update spend_look set taken_until = null, queued = nextval('spend_look_queue'),
        due_time = case when mark = :mark then :time else due_time end
      where tenant = :tenant and contract = :contract and period_start = :periodStart
      """)
  int again(String tenant, String contract, Instant periodStart, long mark, Instant time);
}
