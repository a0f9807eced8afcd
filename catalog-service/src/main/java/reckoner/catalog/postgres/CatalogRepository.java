package reckoner.catalog.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface CatalogRepository extends GenericRepository<LedgerRow, String> {
  @Query("insert into catalog_ledger (tenant) values (:tenant) on conflict do nothing")
  int ensureLedger(String tenant);

  @Query(
      """
      select tenant, position,
        case when isfinite(publish_time) then (extract(epoch from publish_time) * 1000000)::bigint end
          as publish_micros
      from catalog_ledger where tenant = :tenant for update
      """)
  LedgerRow lockLedger(String tenant);

  @Query(
      """
      select tenant, position, null::bigint as publish_micros
      from catalog_ledger where tenant = :tenant for share
      """)
  Optional<LedgerRow> awaitLedger(String tenant);

  @Query(
      """
      select exists (select from catalog_ledger
        where tenant = :tenant and publish_time >= :exclusive)
      """)
  boolean isSealed(String tenant, Instant exclusive);

  @Query(
      """
      update catalog_ledger set publish_time = :exclusive
      where tenant = :tenant and publish_time < :exclusive
      """)
  int seal(String tenant, Instant exclusive);

  @Query(
      """
      update catalog_ledger set position = :position, publish_time = :publishTime
      where tenant = :tenant and position < :position
      """)
  int moveLedger(String tenant, long position, Instant publishTime);

  @Query(
      """
      insert into cost_book (tenant, cost_book, currency) values (:tenant, :costBook, :currency)
      on conflict do nothing
      """)
  int ensureCostBook(String tenant, String costBook, String currency);

  @Query("select currency from cost_book where tenant = :tenant and cost_book = :costBook")
  String currencyOfCostBook(String tenant, String costBook);

  @Query(
      """
      insert into price_book (tenant, price_book, currency, cost_book)
      values (:tenant, :priceBook, :currency, :costBook) on conflict do nothing
      """)
  int ensurePriceBook(String tenant, String priceBook, String currency, String costBook);

  @Query(
      """
      select exists (select from item_draft
          where tenant = :tenant and kind = :kind and key = :key)
        or exists (select from item_version
          where tenant = :tenant and kind = :kind and key = :key)
      """)
  boolean hasItem(String tenant, String kind, String key);

  @Query(
      """
      select currency, cost_book from price_book
      where tenant = :tenant and price_book = :priceBook
      """)
  Rows.PriceBook priceBook(String tenant, String priceBook);

  @Query(
      """
      select cost_book, version, content_hash, publish_time, position from cost_book_version
      where tenant = :tenant and cost_book = :costBook and position <= :positionMax
      order by version desc limit 1
      """)
  Optional<Rows.CostVersion> newestCosts(String tenant, String costBook, long positionMax);

  @Query(
      """
      select cost_book, version, content_hash, publish_time, position from cost_book_version
      where tenant = :tenant and cost_book = :costBook and version = :version
      """)
  Rows.CostVersion costs(String tenant, String costBook, int version);

  @Query(
      """
      select v.price_book, v.version, v.content_hash, b.currency, b.cost_book, v.publish_time,
        v.position, v.models
      from price_book_version v join price_book b using (tenant, price_book)
      where v.tenant = :tenant and v.price_book = :priceBook and v.version = :version
      """)
  Optional<Rows.PriceVersion> priceVersion(String tenant, String priceBook, int version);

  @Query(
      """
      select v.price_book, v.version, v.content_hash, b.currency, b.cost_book, v.publish_time,
        v.position, v.models
      from price_book_version v join price_book b using (tenant, price_book)
      where v.tenant = :tenant and v.price_book = :priceBook
      order by v.version desc limit 1
      """)
  Optional<Rows.PriceVersion> newestPrices(String tenant, String priceBook);

  @Query(
      """
      insert into cost_book_version (tenant, cost_book, version, content_hash, publish_time, position)
      values (:tenant, :costBook, :version, :contentHash, :publishTime, :position)
      """)
  int insertCostVersion(
      String tenant,
      String costBook,
      int version,
      String contentHash,
      Instant publishTime,
      long position);

  @Query(
      """
      insert into cost_model (tenant, cost_book, version, provider, model, ordinal, match_clause)
      select :tenant, :costBook, :version, r.provider, r.model, r.ordinal, r.match_clause
      from jsonb_to_recordset(cast(:rows as jsonb))
        as r(provider text, model text, ordinal int, match_clause jsonb)
      """)
  int insertModels(String tenant, String costBook, int version, String rows);

  @Query(
      """
      insert into cost_entry
        (tenant, cost_book, version, provider, model, entry, start_time, window_start, window_end)
      select :tenant, :costBook, :version, r.provider, r.model, r.entry, r.start_time,
        r.window_start, r.window_end
      from jsonb_to_recordset(cast(:rows as jsonb))
        as r(provider text, model text, entry int, start_time timestamptz, window_start time,
          window_end time)
      """)
  int insertEntries(String tenant, String costBook, int version, String rows);

  @Query(
      """
      insert into cost_rate
        (tenant, cost_book, version, provider, model, entry, token_class, above_input_tokens,
         amount, per)
      select :tenant, :costBook, :version, r.provider, r.model, r.entry, r.token_class, r.above,
        r.amount, r.per
      from jsonb_to_recordset(cast(:rows as jsonb))
        as r(provider text, model text, entry int, token_class text, above bigint, amount numeric,
          per bigint)
      """)
  int insertRates(String tenant, String costBook, int version, String rows);

  @Query(
      """
      insert into price_book_version
        (tenant, price_book, version, content_hash, models, publish_time, position)
      values (:tenant, :priceBook, :version, :contentHash, :models, :publishTime, :position)
      """)
  int insertPriceVersion(
      String tenant,
      String priceBook,
      int version,
      String contentHash,
      int models,
      Instant publishTime,
      long position);

  @Query(
      """
      insert into price (tenant, price_book, version, provider, model, multiplier)
      select :tenant, :priceBook, :version, r.provider, r.model, r.multiplier
      from jsonb_to_recordset(cast(:rows as jsonb))
        as r(provider text, model text, multiplier numeric)
      """)
  int insertPrices(String tenant, String priceBook, int version, String rows);

  @Query(
      """
      select coalesce(max(position), 0) from (
        select position, publish_time from cost_book_version where tenant = :tenant
        union all
        select position, publish_time from price_book_version where tenant = :tenant
        union all
        select position, publish_time from item_version where tenant = :tenant
        union all
        select archive_position, archive_time from item_version
        where tenant = :tenant and archive_position is not null) published
      where publish_time < :exclusive
      """)
  long positionBefore(String tenant, Instant exclusive);

  @Query("select coalesce(max(position), 0) from catalog_ledger where tenant = :tenant")
  long position(String tenant);

  @Query(
      """
      select exists (select from cost_book_version v
        cross join lateral (select from cost_model m
          where m.tenant = v.tenant and m.cost_book = v.cost_book and m.version = v.version
            and m.provider = :provider limit 1) listed
        where v.tenant = :tenant and v.cost_book = :costBook and v.version <= :versionMax)
      """)
  boolean hasProvider(String tenant, String costBook, int versionMax, String provider);

  @Query(
      """
      select exists (select from cost_model
        where tenant = :tenant and cost_book = :costBook and version = :version
          and provider = :provider and model = :model)
      """)
  boolean hasModel(String tenant, String costBook, int version, String provider, String model);

  @Query(
      """
      select v.version from cost_book_version v
      cross join lateral (select from cost_model m
        where m.tenant = v.tenant and m.cost_book = v.cost_book and m.version = v.version
          and m.provider = :provider and m.model = :model limit 1) listed
      where v.tenant = :tenant and v.cost_book = :costBook and v.version < :versionEnd
      order by v.version desc limit 1
      """)
  Optional<Integer> versionWithModel(
      String tenant, String costBook, int versionEnd, String provider, String model);

  @Query(
      """
      select m.ordinal, m.provider, m.model, m.match_clause::text as match_clause, e.entry,
        e.start_time, e.window_start, e.window_end, r.token_class, r.above_input_tokens, r.amount,
        r.per
      from cost_model m
      left join cost_entry e using (tenant, cost_book, version, provider, model)
      left join cost_rate r using (tenant, cost_book, version, provider, model, entry)
      where m.tenant = :tenant and m.cost_book = :costBook and m.version = :version
      order by m.ordinal, e.entry, r.token_class, r.above_input_tokens
      """)
  List<Rows.ListedRate> listedRates(String tenant, String costBook, int version);

  @Query(
      """
      select newest[1] as version, model, match_clause::text as match_clause
      from (
        select m.model, m.match_clause, max(array[v.version, m.ordinal]) as newest
        from cost_book_version v
        cross join lateral (select m.model, m.match_clause, m.ordinal from cost_model m
          where m.tenant = v.tenant and m.cost_book = v.cost_book and m.version = v.version
            and m.provider = :provider
          offset 0) m
        where v.tenant = :tenant and v.cost_book = :costBook and v.version >= :versionMin
          and v.version < :versionEnd
        group by m.model, m.match_clause) earlier
      order by newest[1] desc, newest[2]
      """)
  List<Rows.Candidate> earlierCandidates(
      String tenant, String costBook, int versionMin, int versionEnd, String provider);

  @Query(
      """
      select version, model, match_clause::text as match_clause from cost_model
      where tenant = :tenant and cost_book = :costBook and version = :version
        and provider = :provider
      order by ordinal
      """)
  List<Rows.Candidate> candidates(String tenant, String costBook, int version, String provider);

  @Query(
      """
      select p.version, p.multiplier from price p
      join price_book_version v using (tenant, price_book, version)
      where p.tenant = :tenant and p.price_book = :priceBook and p.provider = :provider
        and p.model = :model and p.version >= :versionMin and v.position <= :positionMax
      order by p.version limit 1
      """)
  Optional<Rows.Price> firstPrice(
      String tenant,
      String priceBook,
      int versionMin,
      long positionMax,
      String provider,
      String model);

  @Query(
      """
      select e.entry, e.start_time, e.window_start, e.window_end, r.token_class,
        r.above_input_tokens, r.amount, r.per
      from cost_entry e
      left join cost_rate r using (tenant, cost_book, version, provider, model, entry)
      where e.tenant = :tenant and e.cost_book = :costBook and e.version = :version
        and e.provider = :provider and e.model = :model
      order by e.entry, r.token_class, r.above_input_tokens
      """)
  List<Rows.EntryRate> rates(
      String tenant, String costBook, int version, String provider, String model);
}
