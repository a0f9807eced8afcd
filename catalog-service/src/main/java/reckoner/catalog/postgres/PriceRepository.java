package reckoner.catalog.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Published price books and their prices. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface PriceRepository extends GenericRepository<ItemRows.Item, String> {
  @Query(
      """
      insert into price_entry
        (tenant, price_book, version, ordinal, product, dimensions, during, entry)
      select :tenant, :book, :version, r.ordinal, r.product, r.dimensions,
        tstzrange(r.start_time, r.end_time), decode(r.entry, 'base64')
      from jsonb_to_recordset(cast(:rows as jsonb))
        as r(ordinal int, product text, dimensions jsonb, start_time timestamptz,
          end_time timestamptz, entry text)
      """)
  int insert(String tenant, String book, int version, String rows);

  @Query(
      """
      select ordinal, entry from price_entry
      where tenant = :tenant and price_book = :book and version = :version
        and ordinal >= :ordinalMin and :product in ('', product)
        and (cast(:always as boolean) or during @> cast(:time as timestamptz))
      order by ordinal limit :max
      """)
  List<ItemRows.Price> prices(
      String tenant,
      String book,
      int version,
      String product,
      boolean always,
      Instant time,
      int ordinalMin,
      int max);

  @Query(
      """
      select key, version, currency, content_hash from item_version
      where tenant = :tenant and kind = 'PRICE_BOOK' and key = :book and version = :version
        and position <= :position
      """)
  Optional<ItemRows.Book> published(String tenant, String book, int version, long position);

  @Query(
      """
      select key, version, currency, content_hash from item_version
      where tenant = :tenant and kind = 'PRICE_BOOK' and key = :book and effective_time <= :time
        and position <= :position
        and (archive_position is null or archive_position > :position)
      order by version desc limit 1
      """)
  Optional<ItemRows.Book> inForce(String tenant, String book, Instant time, long position);

  @Query(
      """
      select f.key, f.version, f.currency, f.content_hash
      from (select distinct key from item_version
        where tenant = :tenant and audience = :audience) b
      cross join lateral (
        select v.key, v.version, v.currency, v.content_hash, v.audience from item_version v
        where v.tenant = :tenant and v.kind = 'PRICE_BOOK' and v.key = b.key
          and v.effective_time <= :time and v.position <= :position
          and (v.archive_position is null or v.archive_position > :position)
        order by v.version desc limit 1) f
      where f.audience = :audience
      order by f.currency <> :currency, f.key limit :max
      """)
  List<ItemRows.Book> booksOf(
      String tenant, String audience, String currency, Instant time, long position, int max);

  @Query(
      """
      select v.key, v.version, v.currency, v.content_hash
      from price_entry e
      join item_version v on v.tenant = e.tenant and v.kind = e.kind and v.key = e.price_book
        and v.version = e.version
      where e.tenant = :tenant and e.price_book = :book and e.product = :product
        and e.version > :version and e.during @> cast(:time as timestamptz)
        and e.dimensions <@ cast(:dimensions as jsonb)
        and v.currency = :currency and v.position <= :position
        and (v.archive_position is null or v.archive_position > :position)
      order by e.version limit 1
      """)
  Optional<ItemRows.Book> firstAdding(
      String tenant,
      String book,
      int version,
      String currency,
      String product,
      String dimensions,
      Instant time,
      long position);
}
