-- A closed period that is rated again: what it comes to, less what was billed (RULES A8, G2). Its lines are due charges of
-- later revisions (RULES C6), whose sums have either sign.
create table period_adjustment (
  tenant              text        not null,
  contract            text        not null,
  period_start        timestamptz not null,
  adjustment          int         not null check (adjustment >= 1),
  cutoff_time         timestamptz not null,
  usage_position      bigint      not null,
  catalog_position    bigint      not null,
  late_price_position bigint      not null,
  receipt_hash        text        not null,
  reply               bytea       not null,
  primary key (tenant, contract, period_start, adjustment),
  unique (tenant, contract, period_start, cutoff_time),
  foreign key (tenant, contract, period_start) references contract_period
);
create trigger immutable before update or delete on period_adjustment
  for each row execute function refuse_change();

alter table due_charge
  add column kind text not null default 'CLOSE'
    check (kind in ('CLOSE', 'DIFFERENCE', 'REVERSAL', 'REPLACEMENT')),
  drop constraint due_charge_quantity_check,
  drop constraint due_charge_check,
  drop constraint due_charge_events_check,
  add constraint due_charge_sums_check check (
    kind in ('DIFFERENCE', 'REVERSAL')
    or (quantity >= 0 and allowance >= 0 and allowance <= quantity and events >= 0)),
  add constraint due_charge_close_check check ((kind = 'CLOSE') = (revision = 0));
alter table due_charge alter column kind drop default;

-- Whether costs that are learned after a close rate its usage again (RULES D3).
alter table contract_charge add column rates_late_costs boolean not null default false;

update schema_compatibility set oldest_program = '20261121.52';
