create extension if not exists btree_gist;

-- One row a tenant: a batch takes its position under this row's lock and keeps it to the commit, so that positions
-- become visible in order and reading the row seals what is below it (RULES B4).
create table usage_ledger (
  tenant     text   primary key,
  position   bigint not null default 0 check (position >= 0),
  store_time timestamptz -- no batch from now on is stored before it
);

create table usage_batch (
  tenant     text        not null,
  position   bigint      not null check (position >= 1),
  store_time timestamptz not null,
  primary key (tenant, position)
);

create table contract (
  tenant        text        not null,
  contract      text        not null check (length(contract) between 1 and 120),
  customer      text        not null check (length(customer) between 1 and 100),
  zone          text        not null,
  currency      text        not null check (currency ~ '^[A-Z]{3}$'),
  activate_time timestamptz not null,
  content_hash  bytea       not null,
  primary key (tenant, contract)
);

create table contract_period (
  tenant           text        not null,
  contract         text        not null,
  customer         text        not null,
  period_start     timestamptz not null,
  period_end       timestamptz not null,
  cutoff_time      timestamptz not null,
  usage_position   bigint,
  catalog_position bigint,
  receipt_hash     text,
  closed_reply     bytea,
  primary key (tenant, contract, period_start),
  foreign key (tenant, contract) references contract,
  check (period_start < period_end),
  check (cutoff_time > period_end),
  -- closed with everything that belongs to it, or not at all
  check (num_nulls(usage_position, catalog_position, receipt_hash, closed_reply) in (0, 4)),
  -- a customer's usage belongs to one contract at a time
  exclude using gist (tenant with =, customer with =, tstzrange(period_start, period_end) with &&)
);

create table contract_charge (
  tenant             text not null,
  contract           text not null,
  ordinal            int  not null check (ordinal >= 0),
  charge             text not null,
  display_name       text not null,
  recurring_amount   numeric check (recurring_amount >= 0 and scale(recurring_amount) <= 18),
  price_book         text,
  price_book_version int check (price_book_version >= 1),
  primary key (tenant, contract, ordinal),
  unique (tenant, contract, charge),
  foreign key (tenant, contract) references contract,
  -- a fixed amount or a pinned price book, never both
  check ((recurring_amount is null) <> (price_book is null)),
  check ((price_book is null) = (price_book_version is null))
);

create table charge_allowance (
  tenant      text    not null,
  contract    text    not null,
  ordinal     int     not null,
  token_class text    not null,
  quantity    numeric not null check (quantity >= 0 and scale(quantity) <= 12),
  primary key (tenant, contract, ordinal, token_class),
  foreign key (tenant, contract, ordinal) references contract_charge
);

-- An event, its key for ever and its state are one row (RULES C4, C5).
create table usage_event (
  tenant       text        not null,
  shard        smallint    not null check (shard between 0 and 255),
  source       text        not null,
  event_id     text        not null,
  content_hash bytea       not null,
  hash_version smallint    not null,
  event_time   timestamptz not null,
  customer     text        not null,
  provider     text        not null,
  model        text        not null,
  nesting      text        not null check (nesting in ('DISJOINT', 'CONTAINED')),
  quantities   jsonb       not null,
  position     bigint      not null,
  contract     text,
  period_start timestamptz,
  state        text        not null check (state in ('RATED', 'WAITING', 'UNPRICED', 'LATE')),
  reason       text        not null default '',
  primary key (tenant, shard, source, event_id),
  check ((state = 'WAITING') = (contract is null)),
  check ((contract is null) = (period_start is null))
);
create index usage_event_of_period on usage_event (tenant, contract, period_start, position) where contract is not null;
create index usage_event_waiting on usage_event (tenant, customer, event_time) where state = 'WAITING';
create index usage_event_exception on usage_event (tenant, state, source, event_id) where state <> 'RATED';

-- What was refused, kept for audit; the same fault of the same content is kept once, so that sending a file again changes nothing.
create table usage_rejection (
  tenant       text   not null,
  status       text   not null check (status in ('REJECTED', 'CONFLICT')),
  source       text   not null,
  event_id     text   not null,
  content_hash bytea  not null,
  position     bigint not null,
  reason       text   not null,
  field        text   not null,
  message      text   not null,
  body         bytea  not null,
  primary key (tenant, status, source, event_id, content_hash)
);

-- A due charge has its key for ever (RULES C6).
create table due_charge (
  tenant          text        not null,
  contract        text        not null,
  charge          text        not null,
  period_start    timestamptz not null,
  part            text        not null check (part ~ '^[0-9a-f]{32}$'),
  revision        int         not null check (revision >= 0),
  provider        text        not null,
  model           text        not null,
  token_class     text        not null,
  price_version   text        not null,
  quantity        numeric     not null check (quantity >= 0),
  allowance       numeric     not null check (allowance >= 0 and allowance <= quantity),
  quantity_priced numeric     not null check (quantity_priced = quantity - allowance),
  amount_exact    numeric     not null,
  amount          numeric     not null,
  cost_exact      numeric     not null,
  primary key (tenant, contract, charge, period_start, part, revision),
  foreign key (tenant, contract, period_start) references contract_period
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'what is due never changes: % of %', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger immutable before update or delete on due_charge for each row execute function refuse_change();
create trigger closed_for_ever before update or delete on contract_period for each row
  when (old.closed_reply is not null) execute function refuse_change();
