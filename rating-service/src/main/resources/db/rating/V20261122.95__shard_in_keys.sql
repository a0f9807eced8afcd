-- Every unique key of a table with a shard has the shard (RULES C5); at its end, so that pages keep their order.
alter table usage_exception
  drop constraint usage_exception_pkey,
  add primary key (tenant, state, source, event_id, shard);
