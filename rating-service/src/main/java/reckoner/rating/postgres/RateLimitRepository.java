package reckoner.rating.postgres;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import reckoner.rating.RateLimit;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface RateLimitRepository extends GenericRepository<ContractRow, String> {
  @Introspected
  record LimitRow(
      String limitKey,
      String meter,
      long quantity,
      long windowMs,
      long burst,
      String per,
      boolean failsOpen) {
    RateLimit limit() {
      return new RateLimit(limitKey, meter, quantity, windowMs, burst, per, failsOpen);
    }
  }

  @Introspected
  record TermRow(String contract, Instant termStart, Instant termEnd) {}

  @Query(
      """
      insert into contract_rate_limit (tenant, contract, ordinal, limit_key, meter, quantity,
        window_ms, burst, per, fails_open)
      values (:tenant, :contract, :ordinal, :limitKey, :meter, :quantity, :windowMs, :burst, :per,
        :failsOpen)
      """)
  int insert(
      String tenant,
      String contract,
      int ordinal,
      String limitKey,
      String meter,
      long quantity,
      long windowMs,
      long burst,
      String per,
      boolean failsOpen);

  @Query(
      """
      select limit_key, meter, quantity, window_ms, burst, per, fails_open
      from contract_rate_limit where tenant = :tenant and contract = :contract order by ordinal
      """)
  List<LimitRow> find(String tenant, String contract);

  @Query(
      """
      select contract, min(period_start) as term_start, max(period_end) as term_end
      from contract_period where tenant = :tenant and customer = :customer group by contract
      """)
  List<TermRow> terms(String tenant, String customer);
}
