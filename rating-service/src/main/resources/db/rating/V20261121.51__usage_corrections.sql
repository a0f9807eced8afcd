-- Nothing accepted is edited: an event is amended or voided by a later fact that names it (RULES G1). An amendment is a
-- row of usage_event too, of the event's shard, under a key that source, event id and generation make.
create table usage_correction (
  tenant     text collate "C" not null,
  shard      smallint         not null check (shard between 0 and 255),
  event_key  uuid             not null, -- of the event
  generation int              not null check (generation between 1 and 100),
  kind       text             not null check (kind in ('AMENDED', 'VOIDED')),
  superseded uuid             not null, -- key of the row that holds no longer
  amendment  uuid,                      -- key of the row that holds instead
  batch      bigint           not null, -- from whose position on
  contract   int,                       -- where what is superseded belongs; null where it waited
  period     smallint,
  reason     text             not null,
  primary key (tenant, shard, event_key, generation),
  unique (tenant, shard, superseded),
  check ((kind = 'VOIDED') = (amendment is null)),
  check ((contract is null) = (period is null))
);
create index usage_correction_of_period on usage_correction (tenant, contract, period, batch)
  where contract is not null;
create trigger immutable before update or delete on usage_correction
  for each row execute function refuse_change();

update schema_compatibility set oldest_program = '20261121.51';
