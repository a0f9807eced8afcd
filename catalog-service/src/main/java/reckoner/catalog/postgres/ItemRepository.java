package reckoner.catalog.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Items, their drafts and their versions. In lists a draft has version 2147483647; what is empty
 * where it is written is none.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ItemRepository extends GenericRepository<ItemRows.Item, String> {
  @Query(
      """
      insert into item (tenant, kind, key) values (:tenant, :kind, :key) on conflict do nothing
      """)
  int ensure(String tenant, String kind, String key);

  @Query(
      """
      select tenant, kind, key, revision from item
      where tenant = :tenant and kind = :kind and key = :key for update
      """)
  ItemRows.Item lock(String tenant, String kind, String key);

  @Query(
      """
      select exists (select from price_book
          where tenant = :tenant and price_book = :key and :kind = 'PRICE_BOOK')
        or exists (select from cost_book
          where tenant = :tenant and cost_book = :key and :kind = 'COST_BOOK')
      """)
  boolean isImported(String tenant, String kind, String key);

  @Query(
      """
      select revision, coalesce(listed, content) as shown, content_hash from item_draft
      where tenant = :tenant and kind = :kind and key = :key
      """)
  Optional<ItemRows.Draft> draft(String tenant, String kind, String key);

  @Query(
      """
      select content from item_draft where tenant = :tenant and kind = :kind and key = :key
      """)
  ItemRows.Content draftContent(String tenant, String kind, String key);

  @Query(
      """
      update item set revision = :revision where tenant = :tenant and kind = :kind and key = :key
      """)
  int revise(String tenant, String kind, String key, long revision);

  @Query(
      """
      insert into item_draft (tenant, kind, key, revision, content, listed, content_hash, products)
      values (:tenant, :kind, :key, :revision, :content, nullif(:listed, cast('' as bytea)), :contentHash,
        string_to_array(:products, ','))
      on conflict (tenant, kind, key) do update
      set revision = excluded.revision, content = excluded.content, listed = excluded.listed,
        content_hash = excluded.content_hash, products = excluded.products
      """)
  int putDraft(
      String tenant,
      String kind,
      String key,
      long revision,
      byte[] content,
      byte[] listed,
      String contentHash,
      String products);

  @Query("delete from item_draft where tenant = :tenant and kind = :kind and key = :key")
  int dropDraft(String tenant, String kind, String key);

  @Query(
      """
      select kind, key, version, 0::bigint as revision, coalesce(listed, content) as shown,
        content_hash, effective_time, publish_time, position, archive_time, archive_position
      from item_version
      where tenant = :tenant and kind = :kind and key = :key and version = :version
      """)
  Optional<ItemRows.Stored> version(String tenant, String kind, String key, int version);

  @Query(
      """
      select kind, key, version, 0::bigint as revision, coalesce(listed, content) as shown,
        content_hash, effective_time, publish_time, position, archive_time, archive_position
      from item_version
      where tenant = :tenant and kind = :kind and key = :key
      order by version desc limit 1
      """)
  Optional<ItemRows.Stored> newest(String tenant, String kind, String key);

  @Query(
      """
      select kind, key, version, 0::bigint as revision, coalesce(listed, content) as shown,
        content_hash, effective_time, publish_time, position, archive_time, archive_position
      from item_version
      where tenant = :tenant and kind = :kind and key = :key and effective_time <= :time
        and archive_time is null
      order by version desc limit 1
      """)
  Optional<ItemRows.Stored> effectiveAt(String tenant, String kind, String key, Instant time);

  @Query(
      """
      select content from item_version
      where tenant = :tenant and kind = :kind and key = :key and version = :version
      """)
  ItemRows.Content versionContent(String tenant, String kind, String key, int version);

  @Query(
      """
      insert into item_version
        (tenant, kind, key, version, content, listed, content_hash, effective_time, publish_time,
         position, audience, currency)
      values (:tenant, :kind, :key, :version, :content, nullif(:listed, cast('' as bytea)), :contentHash, :effectiveTime,
        :publishTime, :position, nullif(:audience, ''), nullif(:currency, ''))
      """)
  int insertVersion(
      String tenant,
      String kind,
      String key,
      int version,
      byte[] content,
      byte[] listed,
      String contentHash,
      Instant effectiveTime,
      Instant publishTime,
      long position,
      String audience,
      String currency);

  @Query(
      """
      insert into item_reference (tenant, kind, key, version, named_kind, named_key, named_version)
      select :tenant, :kind, :key, :version, r.kind, r.key, r.version
      from jsonb_to_recordset(cast(:rows as jsonb)) as r(kind text, key text, version int)
      """)
  int insertReferences(String tenant, String kind, String key, int version, String rows);

  @Query(
      """
      update item_version set archive_time = :time, archive_position = :position
      where tenant = :tenant and kind = :kind and key = :key and version = :version
      """)
  int archive(String tenant, String kind, String key, int version, Instant time, long position);

  @Query(
      """
      select r.kind, r.key, r.version, r.offered
      from jsonb_to_recordset(cast(:rows as jsonb))
        as r(kind text, key text, version int, offered boolean)
      where not exists (select from item_version v
        where v.tenant = :tenant and v.kind = r.kind and v.key = r.key
          and r.version in (0, v.version) and (not r.offered or v.archive_time is null))
      order by r.kind, r.key, r.version
      """)
  List<ItemRows.Reference> missing(String tenant, String rows);

  @Query(
      """
      select r.kind, r.key, r.version, true as offered
      from item_reference r join item_version v using (tenant, kind, key, version)
      where r.tenant = :tenant and r.named_kind = :kind and r.named_key = :key
        and v.archive_time is null and (v.kind, v.key) <> (:kind, :key)
        and (r.named_version = :version or r.named_version = 0
          and not exists (select from item_version other
            where other.tenant = :tenant and other.kind = :kind and other.key = :key
              and other.version <> :version and other.archive_time is null))
        and not exists (select from item_version later
          where later.tenant = v.tenant and later.kind = v.kind and later.key = v.key
            and later.version > v.version and later.archive_time is null
            and later.effective_time <= :now)
      order by r.kind, r.key, r.version limit :max
      """)
  List<ItemRows.Reference> dependents(
      String tenant, String kind, String key, int version, Instant now, int max);

  @Query(
      """
      select kind, key, version, revision, shown, content_hash, effective_time, publish_time,
        position, archive_time, archive_position
      from (
        select kind, key, version, 0::bigint as revision, coalesce(listed, content) as shown,
          content_hash, effective_time, publish_time, position, archive_time, archive_position,
          '{}'::text[] as products,
          case when archive_time is null then 'PUBLISHED' else 'ARCHIVED' end as state
        from item_version where tenant = :tenant
        union all
        select kind, key, 2147483647, revision, coalesce(listed, content),
          content_hash, null, null, 0, null, null, products, 'DRAFT'
        from item_draft where tenant = :tenant) i
      where (kind, key, version) > (:afterKind, :afterKey, :afterVersion)
        and :kind in ('', kind) and starts_with(key, :keyPrefix)
        and state = any(string_to_array(:states, ','))
        and (:product = '' or :product = any(products) or exists (select from item_reference r
          where r.tenant = :tenant and r.kind = i.kind and r.key = i.key and r.version = i.version
            and r.named_kind = 'PRODUCT' and r.named_key = :product))
        and not (cast(:newest as boolean) and exists (select from item_version o
          where o.tenant = :tenant and o.kind = i.kind and o.key = i.key and o.version > i.version
            and case when o.archive_time is null then 'PUBLISHED' else 'ARCHIVED' end
              = any(string_to_array(:states, ','))))
        and not (cast(:newest as boolean) and state <> 'DRAFT'
          and 'DRAFT' = any(string_to_array(:states, ',')) and exists (select from item_draft d
            where d.tenant = :tenant and d.kind = i.kind and d.key = i.key))
      order by kind, key, version limit :max
      """)
  List<ItemRows.Stored> list(
      String tenant,
      String kind,
      String keyPrefix,
      String states,
      boolean newest,
      String product,
      String afterKind,
      String afterKey,
      int afterVersion,
      int max);

  @Query(
      """
      select count(*) as items, coalesce(sum(octet_length(v.content)), 0) as bytes
      from item_version v
      where v.tenant = :tenant and v.archive_time is null and :kind in ('', v.kind)
        and (:keys = '' or v.key = any(string_to_array(:keys, ',')))
        and not exists (select from item_version o
          where o.tenant = v.tenant and o.kind = v.kind and o.key = v.key
            and o.version > v.version and o.archive_time is null)
      """)
  ItemRows.Size size(String tenant, String kind, String keys);

  @Query(
      """
      select v.key, v.content
      from item_version v
      where v.tenant = :tenant and v.archive_time is null and :kind in ('', v.kind)
        and (:keys = '' or v.key = any(string_to_array(:keys, ',')))
        and not exists (select from item_version o
          where o.tenant = v.tenant and o.kind = v.kind and o.key = v.key
            and o.version > v.version and o.archive_time is null)
      order by v.kind, v.key
      """)
  List<ItemRows.Offered> newestOffered(String tenant, String kind, String keys);
}
