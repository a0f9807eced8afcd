package reckoner.rating.postgres;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface OutboxRepository extends GenericRepository<ContractRow, String> {
  @Introspected
  record EntryRow(long sequence, String kind, String contract, byte[] body) {}

  /** Takes so many sequences, and the head's row to the commit. */
  @Query(
      """
      insert into outbox_head as h (tenant, sequence) values (:tenant, :count)
      on conflict (tenant) do update set sequence = h.sequence + excluded.sequence
      """)
  int advance(String tenant, int count);

  @Query("select sequence from outbox_head where tenant = :tenant")
  Optional<Long> head(String tenant);

  @Query(
      """
      insert into outbox (tenant, sequence, kind, contract, body)
      values (:tenant, :sequence, :kind, :contract, :body)
      """)
  int add(String tenant, long sequence, String kind, String contract, byte[] body);

  @Query(
      """
      select sequence, kind, contract, body from outbox
      where tenant = :tenant and sequence > :sequence order by sequence limit :limit
      """)
  List<EntryRow> after(String tenant, long sequence, int limit);

  /** From the oldest on, so that what is kept has no gap whatever the database's clock did. */
  @Query(
      """
      with old as (
        select tenant, max(sequence) as sequence from outbox
        where store_time < clock_timestamp() - make_interval(secs => :retentionS)
        group by tenant
      ), oldest as (
        select o.tenant, o.sequence from outbox o join old using (tenant)
        where o.sequence <= old.sequence order by o.tenant, o.sequence limit :limit
      )
      delete from outbox o using oldest
      where o.tenant = oldest.tenant and o.sequence = oldest.sequence
      """)
  int expire(long retentionS, int limit);
}
