-- A charge may be of usage that a meter counts; its terms stand as they came.
alter table contract_charge add column metered bytea;
alter table contract_charge drop constraint contract_charge_check;
alter table contract_charge add constraint contract_charge_terms_check
  check (num_nonnulls(recurring_amount, price_book, metered) = 1);

-- What a metered line is of.
alter table due_charge
  add column product    text   not null default '',
  add column meter      text   not null default '',
  add column dimensions jsonb  not null default '{}',
  add column events     bigint not null default 0 check (events >= 0);
