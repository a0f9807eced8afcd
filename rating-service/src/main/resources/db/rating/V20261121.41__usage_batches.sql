-- Several transactions of a tenant store usage at once. Each is a batch with an id of its own; at its end it takes the
-- ledger's row, and with it its position, and keeps the row to the commit: positions become visible in order, and
-- reading the row seals what is below it (RULES B4). An event names its batch and is never updated but to be matched.

create sequence usage_batch_id;

alter table usage_ledger
  add column events         bigint not null default 0 check (events >= 0),         -- stored in all
  add column terms_revision int    not null default 0 check (terms_revision >= 0); -- counts the contracts
alter table usage_batch add column batch bigint;
update usage_batch set batch = nextval('usage_batch_id');
alter table usage_batch alter column batch set not null, add unique (tenant, batch);
create index usage_batch_by_time on usage_batch (tenant, store_time);

-- Usage names a contract and its period by small numbers, in the order in which the tenant registered them. The number of
-- the last contract is the revision of the tenant's terms.
alter table contract add column number int;
update contract c set number = n.number
from (select tenant, contract, row_number() over (partition by tenant order by activate_time, contract) as number
      from contract) n
where n.tenant = c.tenant and n.contract = c.contract;
alter table contract alter column number set not null, add unique (tenant, number);
insert into usage_ledger (tenant) select distinct tenant from contract on conflict do nothing;
update usage_ledger l set terms_revision = (select coalesce(max(c.number), 0) from contract c where c.tenant = l.tenant),
  events = (select count(*) from usage_event e where e.tenant = l.tenant);

alter table contract_period disable trigger closed_for_ever;
alter table contract_period add column number smallint;
update contract_period p set number = n.number
from (select tenant, contract, period_start,
        row_number() over (partition by tenant, contract order by period_start) - 1 as number
      from contract_period) n
where n.tenant = p.tenant and n.contract = p.contract and n.period_start = p.period_start;
alter table contract_period alter column number set not null, add unique (tenant, contract, number);
alter table contract_period enable trigger closed_for_ever;

-- What was refused belongs to a batch too.
alter table usage_rejection add column batch bigint;
update usage_rejection r set batch = b.batch from usage_batch b where b.tenant = r.tenant and b.position = r.position;
alter table usage_rejection alter column batch set not null, drop column position;

alter table usage_event rename to usage_event_before;
alter table usage_event_before rename constraint usage_event_pkey to usage_event_before_pkey;
drop index usage_event_of_period, usage_event_waiting, usage_event_exception;

-- An event, its key for ever and where it belongs are one row (RULES C4, C5). The key is the first half of SHA-256 of
-- source, a zero byte and event id; the shard is its first byte. The rest of the event is its body, as it came.
create table usage_event (
  tenant       text collate "C" not null,
  shard        smallint         not null check (shard between 0 and 255),
  event_key    uuid             not null,
  hash_version smallint         not null,
  contract     int,
  period       smallint,
  batch        bigint           not null,
  event_time   timestamptz      not null,
  content_hash bytea            not null,
  body         bytea            not null,
  primary key (tenant, shard, event_key),
  check ((contract is null) = (period is null))
);
create index usage_event_of_period on usage_event (tenant, contract, period, batch) where contract is not null;

-- Usage that is in no charge yet, and why; the others are rated.
create table usage_exception (
  tenant     text        not null,
  state      text        not null check (state in ('WAITING', 'UNPRICED', 'LATE', 'UNCOUNTED')),
  source     text        not null,
  event_id   text        not null,
  shard      smallint    not null,
  event_key  uuid        not null,
  customer   text        not null,
  event_time timestamptz not null,
  contract   int,
  period     smallint,
  reason     text        not null default '',
  primary key (tenant, state, source, event_id),
  unique (tenant, shard, event_key),
  check ((state = 'WAITING') = (contract is null)),
  check ((contract is null) = (period is null))
);
create index usage_exception_waiting on usage_exception (tenant, customer, event_time) where state = 'WAITING';
create index usage_exception_of_period on usage_exception (tenant, contract, period) where contract is not null;

-- Known events as messages (proto/reckoner/rating/v1/rating.proto), so that all have one form.
create function pb_varint(value bigint) returns bytea language plpgsql immutable as $$
declare
  rest bigint := value;
  bytes bytea := '';
begin
  while rest > 127 loop
    bytes := bytes || set_byte('\x00'::bytea, 0, ((rest & 127) | 128)::int);
    rest := rest >> 7;
  end loop;
  return bytes || set_byte('\x00'::bytea, 0, rest::int);
end $$;
create function pb_bytes(field int, value bytea) returns bytea language sql immutable as
  $$ select pb_varint(field * 8 + 2) || pb_varint(length(value)) || value $$;
create function pb_text(field int, value text) returns bytea language sql immutable as
  $$ select case value when '' then ''::bytea else pb_bytes(field, convert_to(value, 'UTF8')) end $$;
create function pb_number(field int, value bigint) returns bytea language sql immutable as
  $$ select case value when 0 then ''::bytea else pb_varint(field * 8) || pb_varint(value) end $$;

with known as (
  select e.*, b.batch, p.number as period, c.number as contract_number,
    sha256(convert_to(e.source, 'UTF8') || '\x00'::bytea || convert_to(e.event_id, 'UTF8')) as key_hash,
    extract(epoch from date_trunc('second', e.event_time))::bigint as seconds,
    (extract(microseconds from e.event_time)::bigint % 1000000) * 1000 as nanos
  from usage_event_before e
  join usage_batch b on b.tenant = e.tenant and b.position = e.position
  left join contract c on c.tenant = e.tenant and c.contract = e.contract
  left join contract_period p
    on p.tenant = e.tenant and p.contract = e.contract and p.period_start = e.period_start
), kept as (
  insert into usage_event
    (tenant, shard, event_key, hash_version, contract, period, batch, event_time, content_hash, body)
  select tenant, get_byte(key_hash, 0), encode(substring(key_hash from 1 for 16), 'hex')::uuid, hash_version,
    contract_number, period, batch, event_time, content_hash,
    pb_text(1, source) || pb_text(2, event_id) || pb_bytes(3, pb_number(1, seconds) || pb_number(2, nanos))
      || pb_text(4, customer) || pb_text(5, provider) || pb_text(6, model)
      || pb_number(7, case nesting when 'DISJOINT' then 1 else 2 end)
      || coalesce((select string_agg(pb_bytes(8, pb_text(1, q.key) || pb_bytes(2, pb_text(1, q.value))), '' order by q.key)
                   from jsonb_each_text(quantities) q), '')
  from known
)
insert into usage_exception
  (tenant, state, source, event_id, shard, event_key, customer, event_time, contract, period, reason)
select tenant, state, source, event_id, get_byte(key_hash, 0),
  encode(substring(key_hash from 1 for 16), 'hex')::uuid, customer, event_time, contract_number, period, reason
from known where state <> 'RATED';

drop function pb_number(int, bigint);
drop function pb_text(int, text);
drop function pb_bytes(int, bytea);
drop function pb_varint(bigint);
drop table usage_event_before;

update schema_compatibility set oldest_program = '20261121.41';
