-- Windows that batches added to since the last fold, so that a fold looks at these alone, however many are kept.
create table usage_window_change (
  tenant        text collate "C" not null,
  part          bigint           not null, -- of a batch, as usage_delta.batch
  aggregates    bigint[]         not null,
  window_starts timestamptz[]    not null,
  primary key (tenant, part),
  check (cardinality(aggregates) = cardinality(window_starts))
);
insert into usage_window_change
select tenant, batch, array_agg(aggregate), array_agg(window_start) from usage_window group by tenant, batch;

update schema_compatibility set oldest_program = '20261122.92';
