-- What is only stored needs no statistics, what grows by more of the same needs new ones seldom, and what is deleted again
-- soon no compression: each took the database as much time as a key.
alter table usage_event
  alter column hash_version set statistics 0,
  alter column content_hash set statistics 0,
  alter column body set statistics 0,
  alter column marginals set statistics 0,
  set (autovacuum_analyze_scale_factor = 0.5);
alter table usage_delta
  alter column aggregates set storage external,
  alter column quantities set storage external,
  alter column events set storage external,
  alter column marginals set storage external;
