package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface QuoteRepository extends GenericRepository<QuoteRow, String> {
  @Query(
      """
      insert into quote (tenant, quote, customer, start_date, months, usage_grace_s, state, content_hash)
      values
        (:tenant, :quote, :customer, :startDate, :months, :usageGraceS, :state, :contentHash)
      on conflict do nothing
      """)
  int insert(
      String tenant,
      String quote,
      String customer,
      LocalDate startDate,
      int months,
      @Nullable Long usageGraceS,
      String state,
      String contentHash);

  @Query(
      """
      insert into quote_line
        (tenant, quote, position, charge, display_name, kind, price_book, price_book_version)
      values
        (:tenant, :quote, :position, :charge, :displayName, 'MODEL_USAGE', :priceBook,
         :priceBookVersion)
      """)
  int insertModelUsage(
      String tenant,
      String quote,
      int position,
      String charge,
      String displayName,
      String priceBook,
      int priceBookVersion);

  @Query(
      """
      insert into quote_line (tenant, quote, position, charge, display_name, kind, amount)
      values (:tenant, :quote, :position, :charge, :displayName, 'MONTHLY_FEE', :amount)
      """)
  int insertMonthlyFee(
      String tenant,
      String quote,
      int position,
      String charge,
      String displayName,
      BigDecimal amount);

  @Query(
      """
      insert into quote_free_units
        (tenant, quote, line_position, position, token_class, quantity)
      values (:tenant, :quote, :linePosition, :position, :tokenClass, :quantity)
      """)
  int insertFreeUnits(
      String tenant,
      String quote,
      int linePosition,
      int position,
      String tokenClass,
      BigDecimal quantity);

  @Query(
      """
      select quote, customer, start_date, months, usage_grace_s, state, content_hash from quote
      where tenant = :tenant and quote = :quote
      """)
  Optional<QuoteRow> find(String tenant, String quote);

  @Query(
      """
      select quote, customer, start_date, months, usage_grace_s, state, content_hash from quote
      where tenant = :tenant and quote = :quote
      for update
      """)
  Optional<QuoteRow> lock(String tenant, String quote);

  @Query(
      """
      select position, charge, display_name, kind, price_book, price_book_version, amount
      from quote_line
      where tenant = :tenant and quote = :quote
      order by position
      """)
  List<QuoteLineRow> lines(String tenant, String quote);

  @Query(
      """
      select line_position, position, token_class, quantity from quote_free_units
      where tenant = :tenant and quote = :quote
      order by line_position, position
      """)
  List<FreeUnitsRow> freeUnits(String tenant, String quote);

  @Query(
      """
      update quote set state = 'ACCEPTED' where tenant = :tenant and quote = :quote
      """)
  int accept(String tenant, String quote);
}
