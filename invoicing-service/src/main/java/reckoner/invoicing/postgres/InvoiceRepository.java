package reckoner.invoicing.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.DataType;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface InvoiceRepository extends GenericRepository<InvoiceRow, String> {
  String COLUMNS =
      """
      select invoice, legal_entity, seller_name, seller_address, customer, bill_to_name, contract,
        zone, currency, period_start, period_end, total, content_hash, number, finalise_time
      from invoice
      """;

  @Query(COLUMNS + "where tenant = :tenant and invoice = :invoice")
  Optional<InvoiceRow> find(String tenant, String invoice);

  @Query(COLUMNS + "where tenant = :tenant and invoice = :invoice for update")
  Optional<InvoiceRow> lock(String tenant, String invoice);

  @Query(
      COLUMNS
          + """
          where tenant = :tenant and invoice collate "C" > :after
          order by invoice collate "C" limit :limit
          """)
  List<InvoiceRow> page(String tenant, String after, int limit);

  @Query("select content from invoice where tenant = :tenant and invoice = :invoice")
  Optional<String> content(String tenant, String invoice);

  @Query(
      """
      insert into invoice (tenant, invoice, legal_entity, seller_name, seller_address, customer,
        bill_to_name, contract, zone, currency, period_start, period_end, total, content,
        content_hash)
      values (:tenant, :invoice, :legalEntity, :sellerName, :sellerAddress, :customer,
        :billToName, :contract, :zone, :currency, :periodStart, :periodEnd, :total, :content,
        :contentHash)
      on conflict (tenant, invoice) do nothing
      """)
  int insert(
      String tenant,
      String invoice,
      String legalEntity,
      String sellerName,
      @TypeDef(type = DataType.STRING_ARRAY) String[] sellerAddress,
      String customer,
      String billToName,
      String contract,
      String zone,
      String currency,
      Instant periodStart,
      Instant periodEnd,
      BigDecimal total,
      String content,
      String contentHash);

  /** The lines are taken from the canonical content, so that the two cannot differ. */
  @Query(
      """
      insert into invoice_line (tenant, invoice, ordinal, charge, part, revision, display_name,
        provider, model, token_class, price_version, quantity, allowance, quantity_priced,
        amount_exact, amount, steps)
      select i.tenant, i.invoice, e.ordinal, l.charge, l.part, l.revision, l.display_name,
        l.provider, l.model, l.token_class, l.price_version, l.quantity, l.allowance,
        l.quantity_priced, l.amount_exact, l.amount, l.steps
      from invoice i
      cross join lateral jsonb_array_elements(cast(i.content as jsonb) -> 'lines')
        with ordinality as e (line, ordinal)
      cross join lateral jsonb_to_record(e.line) as l (charge text, part text, revision integer,
        display_name text, provider text, model text, token_class text, price_version text,
        quantity numeric, allowance numeric, quantity_priced numeric, amount_exact numeric,
        amount numeric, steps jsonb)
      where i.tenant = :tenant and i.invoice = :invoice
      """)
  int insertLines(String tenant, String invoice);

  /** In one order for everybody, so that two drafts of the same charges cannot deadlock. */
  @Query(
      """
      insert into billed_charge (tenant, contract, charge, period_start, part, revision, invoice)
      select l.tenant, i.contract, l.charge, i.period_start, l.part, l.revision, l.invoice
      from invoice_line l join invoice i using (tenant, invoice)
      where l.tenant = :tenant and l.invoice = :invoice
      order by l.charge, l.part, l.revision
      on conflict do nothing
      """)
  int insertClaims(String tenant, String invoice);

  @Query(
      """
      select l.ordinal, l.charge, l.part, l.revision, b.invoice as holder
      from invoice_line l
      join invoice i using (tenant, invoice)
      join billed_charge b on b.tenant = l.tenant and b.contract = i.contract
        and b.charge = l.charge and b.period_start = i.period_start and b.part = l.part
        and b.revision = l.revision
      where l.tenant = :tenant and l.invoice = :invoice and b.invoice <> l.invoice
      order by l.ordinal
      """)
  List<ClaimedRow> claimedByOthers(String tenant, String invoice);

  @Query(
      """
      update invoice set state = 'FINALISED', number = :number, number_value = :numberValue,
        finalise_time = :finaliseTime
      where tenant = :tenant and invoice = :invoice
      """)
  int finalise(
      String tenant, String invoice, String number, long numberValue, Instant finaliseTime);
}
