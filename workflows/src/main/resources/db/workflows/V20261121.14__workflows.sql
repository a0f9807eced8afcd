-- Customers, quotes, contracts and billing runs. Keys sort by bytes (collate "C"), so that pages and document numbers
-- come in the same order on every installation.
create table customer (
  tenant       text not null,
  customer     text collate "C" not null check (length(customer) between 1 and 100),
  display_name text not null check (length(display_name) between 1 and 200),
  zone         text not null,
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  primary key (tenant, customer)
);

create table quote (
  tenant       text not null,
  quote        text collate "C" not null check (length(quote) between 1 and 120),
  customer     text collate "C" not null,
  start_date   date not null,
  months       int  not null check (months between 1 and 120),
  state        text not null check (state in ('OPEN', 'ACCEPTED')),
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  primary key (tenant, quote),
  foreign key (tenant, customer) references customer
);

create table quote_line (
  tenant             text not null,
  quote              text collate "C" not null,
  position           int  not null check (position >= 0),
  charge             text not null,
  display_name       text not null,
  kind               text not null check (kind in ('MODEL_USAGE', 'MONTHLY_FEE')),
  price_book         text,
  price_book_version int check (price_book_version >= 1),
  amount             numeric check (amount >= 0),
  primary key (tenant, quote, position),
  unique (tenant, quote, charge),
  foreign key (tenant, quote) references quote,
  check ((kind = 'MODEL_USAGE') = (price_book is not null)),
  check ((kind = 'MODEL_USAGE') = (price_book_version is not null)),
  check ((kind = 'MONTHLY_FEE') = (amount is not null))
);

create table quote_free_units (
  tenant        text    not null,
  quote         text collate "C" not null,
  line_position int     not null,
  position      int     not null check (position >= 0),
  token_class   text    not null,
  quantity      numeric not null check (quantity >= 0),
  primary key (tenant, quote, line_position, position),
  unique (tenant, quote, line_position, token_class),
  foreign key (tenant, quote, line_position) references quote_line (tenant, quote, position)
);

create table contract (
  tenant          text not null,
  contract        text collate "C" not null,
  customer        text collate "C" not null,
  zone            text not null,
  currency        text not null,
  state           text not null check (state in ('ACCEPTED', 'ACTIVE', 'ENDED')),
  activate_time   timestamptz,
  blocked_reason  text not null default '',
  blocked_message text not null default '',
  primary key (tenant, contract),
  foreign key (tenant, contract) references quote (tenant, quote),
  foreign key (tenant, customer) references customer,
  check (state = 'ACCEPTED' or activate_time is not null),
  check (state = 'ACCEPTED' or blocked_reason = ''),
  check (blocked_reason <> '' or blocked_message = '')
);
create index contract_of_customer on contract (tenant, customer);
create index contract_live on contract (tenant, contract) where state <> 'ENDED';

create table contract_period (
  tenant          text        not null,
  contract        text collate "C" not null,
  period_start    timestamptz not null,
  period_end      timestamptz not null,
  cutoff_time     timestamptz not null,
  state           text        not null check (state in ('OPEN', 'BLOCKED', 'CLOSED', 'BILLED')),
  blocked_message text        not null default '',
  primary key (tenant, contract, period_start),
  foreign key (tenant, contract) references contract,
  check (period_start < period_end),
  check (period_end < cutoff_time),
  check ((state = 'BLOCKED') = (blocked_message <> ''))
);
create index contract_period_unbilled on contract_period (tenant, period_end) where state <> 'BILLED';
create index contract_period_unclosed on contract_period (cutoff_time) where state in ('OPEN', 'BLOCKED');

create table billing_run (
  tenant         text        not null,
  billing_run    text collate "C" not null check (length(billing_run) between 1 and 120),
  period_end_max timestamptz not null,
  legal_entity   text        not null,
  state          text        not null check (state in ('RUNNING', 'COMPLETED')),
  selected       boolean     not null default false,
  primary key (tenant, billing_run),
  check (state = 'RUNNING' or selected)
);
create index billing_run_running on billing_run (tenant, billing_run) where state = 'RUNNING';

-- A period is on one run at most: what a run could not bill it gives back by deleting its item.
create table billing_run_item (
  tenant       text        not null,
  billing_run  text collate "C" not null,
  customer     text collate "C" not null,
  contract     text collate "C" not null,
  period_start timestamptz not null,
  state        text        not null
    check (state in ('SELECTED', 'EMPTY', 'DRAFTED', 'FINALISED', 'UNRENDERED', 'RENDERED')),
  invoice      text,
  failures     int         not null default 0 check (failures >= 0), -- attempts that failed in this state
  primary key (tenant, billing_run, customer, contract, period_start),
  unique (tenant, contract, period_start),
  unique (tenant, invoice),
  foreign key (tenant, billing_run) references billing_run,
  foreign key (tenant, contract, period_start) references contract_period,
  check ((state in ('SELECTED', 'EMPTY')) = (invoice is null))
);

create index billing_run_item_unrendered on billing_run_item (tenant) where state = 'UNRENDERED';

create table billing_run_exception (
  tenant       text        not null,
  billing_run  text collate "C" not null,
  contract     text collate "C" not null,
  customer     text collate "C" not null,
  period_start timestamptz not null,
  period_end   timestamptz not null,
  reason       text        not null,
  message      text        not null,
  primary key (tenant, billing_run, contract, period_start),
  foreign key (tenant, billing_run) references billing_run
);

-- Processes that are to be started; a row goes when its process runs.
create table outbox (
  id          bigint generated always as identity primary key,
  tenant      text not null,
  kind        text not null check (kind in ('CONTRACT', 'BILLING_RUN')),
  process_key text not null,
  unique (tenant, kind, process_key)
);
