-- What every service keeps: request records (RULES C1, C3) and the test clock (RULES B6).
create table request_record (
  tenant          text        not null,
  service_account text        not null,
  method          text        not null,
  request_id      text        not null check (length(request_id) between 1 and 200),
  content_hash    bytea       not null,
  hash_version    smallint    not null,
  reply           bytea,
  primary key (tenant, service_account, method, request_id)
);

create table test_clock (
  only_row boolean     primary key default true check (only_row),
  time     timestamptz not null
);
