-- Items: what a seller keeps in the catalog. Times of real time's calendar reach from 0001 to 9999, as the wire's do.
create extension if not exists btree_gist;

-- A key of a kind, kept for ever; whoever changes its draft or its versions holds its lock to the commit.
create table item (
  tenant   text   not null,
  kind     text   not null check (kind in ('PRODUCT', 'METER', 'PRICE_BOOK', 'OFFER', 'CREDIT_UNIT', 'COST_BOOK',
                                         'OUTCOME_DEFINITION', 'ENTITLEMENT', 'MIGRATION_PLAN')),
  key      text   not null check (key ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  -- counts the changes of its drafts, so that no draft looks like an earlier one
  revision bigint not null default 0 check (revision >= 0),
  primary key (tenant, kind, key)
);

create table item_draft (
  tenant       text   not null,
  kind         text   not null,
  key          text   not null,
  -- that of the item when it was written
  revision     bigint not null check (revision >= 1),
  -- the item as it was written, and what of it stands in lists where that is less
  content      bytea  not null,
  listed       bytea,
  content_hash text   not null check (content_hash ~ '^[0-9a-f]{64}$'),
  -- keys of the products that it names
  products     text[] not null,
  primary key (tenant, kind, key),
  foreign key (tenant, kind, key) references item
);

create table item_version (
  tenant           text        not null,
  kind             text        not null,
  key              text        not null,
  version          int         not null check (version >= 1),
  content          bytea       not null,
  listed           bytea,
  content_hash     text        not null check (content_hash ~ '^[0-9a-f]{64}$'),
  effective_time   timestamptz not null,
  publish_time     timestamptz not null,
  position         bigint      not null check (position >= 1),
  archive_time     timestamptz,
  archive_position bigint      check (archive_position > position),
  -- of a price book: whose it is, such as "customer acme", and in what currency
  audience         text,
  currency         text        check (currency ~ '^[A-Z]{3}$'),
  primary key (tenant, kind, key, version),
  unique (tenant, position),
  unique (tenant, archive_position),
  foreign key (tenant, kind, key) references item,
  check ((archive_time is null) = (archive_position is null)),
  check ((kind = 'PRICE_BOOK') = (audience is not null and currency is not null))
);
create index item_version_by_audience on item_version (tenant, audience, key, version) where audience is not null;

-- What a version names. Publishing saw to it that it was offered then.
create table item_reference (
  tenant       text not null,
  kind         text not null,
  key          text not null,
  version      int  not null,
  named_kind   text not null,
  named_key    text not null,
  -- 0: whichever version is in force
  named_version int not null check (named_version >= 0),
  primary key (tenant, kind, key, version, named_kind, named_key, named_version),
  foreign key (tenant, kind, key, version) references item_version,
  foreign key (tenant, named_kind, named_key) references item
);
create index item_reference_by_named on item_reference (tenant, named_kind, named_key);

-- The prices of a published price book, one row each, in its order.
create table price_entry (
  tenant     text      not null,
  price_book text      not null,
  version    int       not null,
  ordinal    int       not null check (ordinal >= 0),
  kind       text      not null default 'PRICE_BOOK' check (kind = 'PRICE_BOOK'),
  product    text      not null,
  dimensions jsonb     not null,
  -- what has one price at a time: a product and values of its dimensions, in a version of a book
  cell       text      not null generated always as
    (md5(md5(tenant) || price_book || '/' || version::text || '/' || product || dimensions::text)) stored,
  during     tstzrange not null check (not isempty(during)),
  -- the entry as it was written
  entry      bytea     not null,
  primary key (tenant, price_book, version, ordinal),
  foreign key (tenant, kind, price_book, version) references item_version,
  exclude using gist (cell with =, tenant with =, during with &&)
);
create index price_entry_by_product on price_entry (tenant, price_book, product, version, ordinal);

-- A version is archived once, and else never changes.
create function refuse_change_but_archiving() returns trigger language plpgsql as $$
declare
  archived item_version := old;
begin
  archived.archive_time := new.archive_time;
  archived.archive_position := new.archive_position;
  if old.archive_position is not null or new.archive_position is null or archived is distinct from new then
    raise exception 'a published version never changes: % of %', tg_op, tg_table_name using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create trigger archived_once before update on item_version for each row execute function refuse_change_but_archiving();
create trigger immutable before delete on item_version                for each row execute function refuse_change();
create trigger immutable before update or delete on item_reference    for each row execute function refuse_change();
create trigger immutable before update or delete on price_entry       for each row execute function refuse_change();
