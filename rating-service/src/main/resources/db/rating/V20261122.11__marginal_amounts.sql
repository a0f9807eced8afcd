-- What an event was worth when it arrived, to each line that counts it (RULES F7): as of arrival and never rewritten. It
-- lies in the event's row (RULES C5), its sums in the aggregates; a close notes them beside the amount of the line.
alter table usage_event add column marginals bytea not null default '';

alter table usage_aggregate
  add column charge        text    not null default '',
  add column part          text    not null default '', -- of the line into which its usage falls
  add column price_version text    not null default '',
  add column marginals     numeric not null default 0;
alter table usage_delta add column marginals numeric[] not null default '{}';

alter table due_charge add column marginals numeric not null default 0;

update schema_compatibility set oldest_program = '20261122.11';
