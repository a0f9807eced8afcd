-- Sums of a period's usage, kept with the events in the same transaction (RULES C5): an aggregate has a row, and what
-- batches added to it since the last fold stands in one row a batch. Its value is the sum of both.
create table usage_aggregate (
  tenant    text collate "C" not null,
  aggregate bigint           not null generated always as identity,
  contract  int              not null,
  period    smallint         not null,
  cell      uuid             not null, -- which charge, price, and place in it
  sample    bytea            not null, -- the body of an event that falls into it
  quantity  numeric          not null default 0,
  events    bigint           not null default 0,
  primary key (tenant, aggregate),
  unique (tenant, contract, period, cell)
) with (fillfactor = 60);

create table usage_delta (
  tenant     text collate "C" not null,
  batch      bigint           not null,
  aggregates bigint[]         not null,
  quantities numeric[]        not null,
  events     int[]            not null,
  primary key (tenant, batch)
);

-- Whether the aggregates of a period hold all of its usage that was in time; where not, the events are read.
alter table contract_period disable trigger closed_for_ever;
alter table contract_period add column is_aggregated boolean not null default true;
update contract_period p set is_aggregated = false
where exists (select from usage_event e join contract c on c.tenant = e.tenant and c.number = e.contract
              where c.tenant = p.tenant and c.contract = p.contract and e.period = p.number);
alter table contract_period enable trigger closed_for_ever;
