-- One row a tenant: whoever publishes holds its lock to the commit, so positions become visible in order (RULES B4).
create table catalog_ledger (
  tenant       text        primary key,
  position     bigint      not null default 0 check (position >= 0),
  publish_time timestamptz not null default '-infinity'
);

create table cost_book (
  tenant    text not null,
  cost_book text not null check (length(cost_book) between 1 and 60),
  currency  text not null check (currency ~ '^[A-Z]{3}$'),
  primary key (tenant, cost_book)
);

create table cost_book_version (
  tenant       text        not null,
  cost_book    text        not null,
  version      int         not null check (version >= 1),
  content_hash text        not null check (content_hash ~ '^[0-9a-f]{64}$'),
  publish_time timestamptz not null,
  position     bigint      not null check (position >= 1),
  primary key (tenant, cost_book, version),
  unique (tenant, position),
  foreign key (tenant, cost_book) references cost_book
);

-- A model of a provider; its ordinal is its place in the list, in which match clauses are tried.
create table cost_model (
  tenant       text not null,
  cost_book    text not null,
  version      int  not null,
  provider     text not null check (length(provider) between 1 and 100),
  model        text not null check (length(model) between 1 and 200),
  ordinal      int  not null check (ordinal >= 0),
  match_clause jsonb not null,
  primary key (tenant, cost_book, version, provider, model),
  unique (tenant, cost_book, version, ordinal),
  foreign key (tenant, cost_book, version) references cost_book_version
);

-- An entry holds always, from an instant on, or in a daily window of UTC time.
create table cost_entry (
  tenant       text not null,
  cost_book    text not null,
  version      int  not null,
  provider     text not null,
  model        text not null,
  entry        int  not null check (entry >= 0),
  start_time   timestamptz,
  window_start time,
  window_end   time,
  primary key (tenant, cost_book, version, provider, model, entry),
  foreign key (tenant, cost_book, version, provider, model) references cost_model,
  check (start_time is null or window_start is null),
  check ((window_start is null) = (window_end is null)),
  check (window_start <> window_end)
);

create table cost_rate (
  tenant             text    not null,
  cost_book          text    not null,
  version            int     not null,
  provider           text    not null,
  model              text    not null,
  entry              int     not null,
  token_class        text    not null check (token_class ~ '^[a-z_]{1,40}$'),
  above_input_tokens bigint  not null check (above_input_tokens >= 0),
  amount             numeric not null check (amount >= 0 and scale(amount) <= 18),
  per                bigint  not null check (per >= 1),
  primary key (tenant, cost_book, version, provider, model, entry, token_class, above_input_tokens),
  foreign key (tenant, cost_book, version, provider, model, entry) references cost_entry
);

create table price_book (
  tenant     text not null,
  price_book text not null check (length(price_book) between 1 and 60),
  currency   text not null check (currency ~ '^[A-Z]{3}$'),
  cost_book  text not null,
  primary key (tenant, price_book),
  foreign key (tenant, cost_book) references cost_book
);

create table price_book_version (
  tenant       text        not null,
  price_book   text        not null,
  version      int         not null check (version >= 1),
  content_hash text        not null check (content_hash ~ '^[0-9a-f]{64}$'),
  models       int         not null check (models >= 0),
  publish_time timestamptz not null,
  position     bigint      not null check (position >= 1),
  primary key (tenant, price_book, version),
  unique (tenant, position),
  foreign key (tenant, price_book) references price_book
);

-- The cost-plus price of one model (RULES D3): the formula, not an amount.
create table price (
  tenant     text    not null,
  price_book text    not null,
  version    int     not null,
  provider   text    not null check (length(provider) between 1 and 100),
  model      text    not null check (length(model) between 1 and 200),
  multiplier numeric not null check (multiplier > 0 and multiplier <= 1000 and scale(multiplier) <= 6),
  primary key (tenant, price_book, version, provider, model),
  foreign key (tenant, price_book, version) references price_book_version
);
create index price_by_model on price (tenant, price_book, provider, model, version);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'a published version never changes: % of %', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger immutable before update or delete on cost_book_version  for each row execute function refuse_change();
create trigger immutable before update or delete on cost_model         for each row execute function refuse_change();
create trigger immutable before update or delete on cost_entry         for each row execute function refuse_change();
create trigger immutable before update or delete on cost_rate          for each row execute function refuse_change();
create trigger immutable before update or delete on price_book_version for each row execute function refuse_change();
create trigger immutable before update or delete on price              for each row execute function refuse_change();
create trigger immutable before update or delete on cost_book          for each row execute function refuse_change();
create trigger immutable before update or delete on price_book         for each row execute function refuse_change();
