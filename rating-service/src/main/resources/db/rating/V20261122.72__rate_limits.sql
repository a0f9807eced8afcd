-- Rate limits of contracts, by value.
create table contract_rate_limit (
  tenant      text    not null,
  contract    text    not null,
  ordinal     int     not null check (ordinal >= 0),
  limit_key   text    not null,
  meter       text    not null,
  quantity    bigint  not null check (quantity between 1 and 1000000000),
  window_ms   bigint  not null check (window_ms between 1000 and 2678400000),
  burst       bigint  not null check (burst between 1 and 1000000000),
  per         text    not null,
  fails_open  boolean not null,
  primary key (tenant, contract, ordinal),
  unique (tenant, contract, limit_key),
  foreign key (tenant, contract) references contract
);

-- What their buckets hold, in units times milliseconds of the window; one that is full again is forgotten. Losing the table
-- loses nothing that is billed.
create table rate_bucket (
  tenant    text   not null,
  contract  text   not null,
  limit_key text   not null,
  value     uuid   not null, -- first half of SHA-256 of the dimension's value
  level     bigint not null check (level >= 0),
  time_ms   bigint not null, -- since 1970, by the database's clock: one for all processes
  full_ms   bigint not null,
  primary key (tenant, contract, limit_key, value)
) with (fillfactor = 60);
