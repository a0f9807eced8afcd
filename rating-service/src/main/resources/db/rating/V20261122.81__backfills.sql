-- Usage in bulk: events are held until the whole becomes facts at one position, and may be taken back as a whole.
create table backfill (
  tenant        text collate "C" not null,
  backfill      text collate "C" not null check (length(backfill) between 1 and 120),
  number        bigint           not null generated always as identity,
  customers     text[]           not null, -- none for all, as below
  sources       text[]           not null,
  event_types   text[]           not null,
  range_start   timestamptz      not null,
  range_end     timestamptz      not null,
  replaces      boolean          not null,
  reason        text             not null,
  state         text             not null check (state in ('OPEN', 'CLOSED', 'DISCARDED', 'REVERTED')),
  create_time   timestamptz      not null,
  held_events   bigint           not null default 0,
  known_events  bigint           not null default 0,
  close_batch   bigint,
  close_counts  bigint[],                  -- rated, waiting, unpriced, late, uncounted, duplicates, conflicts, replaced
  revert_batch  bigint,
  revert_counts bigint[],                  -- rated, waiting, unpriced, late, uncounted, voided
  primary key (tenant, backfill),
  unique (tenant, number),
  unique (tenant, close_batch),
  unique (tenant, revert_batch),
  check (range_start < range_end),
  check (held_events >= 0 and known_events >= 0 and held_events + known_events <= 1000000),
  check ((state in ('CLOSED', 'REVERTED')) = (close_batch is not null)),
  check ((state = 'REVERTED') = (revert_batch is not null)),
  check ((close_batch is null) = (close_counts is null)),
  check ((revert_batch is null) = (revert_counts is null))
);

-- What a backfill names. It is kept after the close: it says which events the backfill brought.
create table backfill_event (
  tenant       text collate "C" not null,
  backfill     bigint           not null, -- its number
  shard        smallint         not null check (shard between 0 and 255),
  event_key    uuid             not null,
  is_known     boolean          not null, -- to the ledger, when it came
  content_hash bytea            not null,
  body         bytea            not null,
  primary key (tenant, backfill, shard, event_key)
);

-- An event that a backfill voided holds again once that is reverted: by an amendment that ends nothing.
alter table usage_correction
  alter column superseded drop not null,
  drop constraint usage_correction_generation_check,
  add constraint usage_correction_generation_check check (generation between 1 and 1000),
  add constraint usage_correction_superseded_check
    check (superseded is not null or kind = 'AMENDED' and contract is null);
create index usage_correction_of_amendment on usage_correction (tenant, shard, amendment) where amendment is not null;
create index usage_correction_of_batch on usage_correction (tenant, batch, shard, event_key);

update schema_compatibility set oldest_program = '20261122.81';
