-- Which programs this schema still serves. A migration that only adds leaves the row as it is, and programs of the
-- release before run on; one that takes away what older programs use raises it in the same script.
create table schema_compatibility (
  only_row       boolean primary key default true check (only_row),
  -- newest migration of the oldest program that can run on this schema
  oldest_program text    not null check (oldest_program ~ '^[0-9]+([.][0-9]+)*$')
);

insert into schema_compatibility (oldest_program) values ('20261121.02');
