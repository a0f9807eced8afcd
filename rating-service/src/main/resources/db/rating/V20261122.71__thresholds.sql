-- What a tenant's subscribers are told. Whoever writes takes the head's row, and with it sequences, as late as it can and
-- keeps it to the commit: sequences have no gaps and become visible in order.
create table outbox_head (
  tenant   text   primary key,
  sequence bigint not null check (sequence >= 0) -- the last that was given out
);

create table outbox (
  tenant     text        not null,
  sequence   bigint      not null check (sequence >= 1),
  kind       text        not null,
  contract   text        not null,
  body       bytea       not null,
  store_time timestamptz not null default clock_timestamp(), -- of the database: decides only how long it is kept
  primary key (tenant, sequence)
);
create index outbox_by_time on outbox (store_time);

-- A removed threshold keeps its key.
create table threshold (
  tenant      text        not null,
  contract    text        not null,
  threshold   text        not null,
  terms       bytea       not null, -- as they came
  set_time    timestamptz not null,
  remove_time timestamptz,
  primary key (tenant, contract, threshold),
  foreign key (tenant, contract) references contract
);

-- Once for each period, or for a commitment's term, for ever.
create table threshold_reached (
  tenant         text        not null,
  contract       text        not null,
  threshold      text        not null,
  span_start     timestamptz not null,
  reach_time     timestamptz not null,
  usage_position bigint      not null,
  primary key (tenant, contract, threshold, span_start),
  foreign key (tenant, contract, threshold) references threshold
);
create trigger immutable before update or delete on threshold_reached
  for each row execute function refuse_change();

-- Contracts whose spend is looked at: those with a threshold, and those that are followed.
create table spend_watch (
  tenant   text        not null,
  contract text        not null,
  next_period_start timestamptz, -- begins by itself; null after the last
  follow_s int check (follow_s between 1 and 86400), -- null where changes are no events
  primary key (tenant, contract),
  foreign key (tenant, contract) references contract
);
create index spend_watch_by_time on spend_watch (next_period_start);

-- Up to which position of a tenant's ledger the changed periods stand in spend_look or were looked at.
create table spend_cursor (
  tenant   text   primary key,
  position bigint not null
);

-- Periods to look at. Who takes one says until when; who has not removed it by then has failed.
create sequence spend_look_queue;
create table spend_look (
  tenant       text        not null,
  contract     text        not null,
  period_start timestamptz not null,
  queued       bigint      not null default nextval('spend_look_queue'),
  mark         bigint      not null default 1,       -- counts the changes; a look that began before the last leaves the row
  due_time     timestamptz not null default '-infinity', -- business time
  taken_until  timestamptz,
  primary key (tenant, contract, period_start),
  foreign key (tenant, contract) references spend_watch on delete cascade
);
create index spend_look_by_queue on spend_look (queued);

-- What the last look at a period found.
create table spend_seen (
  tenant           text        not null,
  contract         text        not null,
  period_start     timestamptz not null,
  usage_position   bigint      not null,
  catalog_position bigint      not null,
  unpriced         boolean     not null,
  snapshot         bytea       not null,
  sent_hash        bytea, -- of the last snapshot that became an event
  sent_time        timestamptz,
  primary key (tenant, contract, period_start),
  foreign key (tenant, contract) references spend_watch on delete cascade
);
create index spend_seen_unpriced on spend_seen (tenant, catalog_position) where unpriced;
