-- What is kept of usage whose aggregation is no sum (least, greatest, last, average, distinct, of gauges, by windows), by
-- aggregate (usage_aggregate: contract, period, charge, line) and window, in the transaction of its events. A batch adds a
-- row; of several the fold makes one, under the batch of the highest position.
create table usage_window (
  tenant       text collate "C" not null,
  aggregate    bigint           not null,
  window_start timestamptz      not null,
  batch        bigint           not null,
  batches      int              not null default 1 check (batches >= 1), -- that are in the state
  state        bytea,                                                    -- null: the window's events are to be read
  primary key (tenant, aggregate, window_start, batch)
);

-- The different values of a window, by the first half of SHA-256 of each, with the batch that brought it first.
create table usage_distinct (
  tenant       text collate "C" not null,
  aggregate    bigint           not null,
  window_start timestamptz      not null,
  value        uuid             not null,
  batch        bigint           not null,
  primary key (tenant, aggregate, window_start, value)
);

update schema_compatibility set oldest_program = '20261122.91';
