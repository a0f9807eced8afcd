-- What could not be read as a usage event is kept as it came, with where it came from, so that it can be taken again.
-- What was taken again stays, under a status of its own, with what became of it.
alter table usage_rejection
  add column came_form     text  not null default '' check (came_form in ('', 'CLOUD_EVENT_JSON', 'CLOUD_EVENT_PROTOBUF')),
  add column came          bytea not null default '',
  add column origin        text  not null default '',
  add column replay_result text  not null default '',
  drop constraint usage_rejection_status_check,
  add constraint usage_rejection_status_check check (status in ('REJECTED', 'CONFLICT', 'REPLAYED')),
  add check ((status = 'REPLAYED') = (replay_result <> '')),
  add check (came_form <> '' or came = '');

-- How many wait to be taken again is counted for the metrics.
create index usage_rejection_parked on usage_rejection (batch) where status = 'REJECTED';
