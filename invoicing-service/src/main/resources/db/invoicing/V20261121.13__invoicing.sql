-- Legal entities and their number series, invoices with lines and claims, and their files.

create table legal_entity (
  tenant        text   not null,
  legal_entity  text   not null check (legal_entity ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  display_name  text   not null check (length(display_name) between 1 and 200),
  address_lines text[] not null check (cardinality(address_lines) <= 8),
  number_prefix text   not null check (number_prefix ~ '^[A-Za-z0-9/-]{0,20}$'),
  primary key (tenant, legal_entity)
);

-- Its row is locked as the last step of finalising, so that numbers have no gaps.
create table number_series (
  tenant       text   not null,
  legal_entity text   not null,
  last_value   bigint not null default 0 check (last_value >= 0),
  primary key (tenant, legal_entity),
  foreign key (tenant, legal_entity) references legal_entity
);

-- content is the canonical content (RULES G5); the columns repeat what lists and claims need.
create table invoice (
  tenant         text        not null,
  invoice        text        not null check (length(invoice) between 1 and 200),
  state          text        not null default 'DRAFT' check (state in ('DRAFT', 'FINALISED')),
  legal_entity   text        not null,
  seller_name    text        not null,
  seller_address text[]      not null,
  customer       text        not null check (length(customer) between 1 and 100),
  bill_to_name   text        not null check (length(bill_to_name) between 1 and 200),
  contract       text        not null check (length(contract) between 1 and 120),
  zone           text        not null,
  currency       text        not null check (currency ~ '^[A-Z]{3}$'),
  period_start   timestamptz not null,
  period_end     timestamptz not null,
  total          numeric     not null check (total >= 0),
  content        text        not null,
  content_hash   text        not null check (content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
  number         text,
  number_value   bigint      check (number_value >= 1),
  finalise_time  timestamptz,
  primary key (tenant, invoice),
  foreign key (tenant, legal_entity) references legal_entity,
  unique (tenant, legal_entity, number_value),
  unique (tenant, legal_entity, number),
  check (period_start < period_end),
  check ((state = 'FINALISED') = (number is not null)),
  check ((state = 'FINALISED') = (number_value is not null)),
  check ((state = 'FINALISED') = (finalise_time is not null))
);

create table invoice_line (
  tenant          text    not null,
  invoice         text    not null,
  ordinal         integer not null check (ordinal >= 1),
  charge          text    not null,
  part            text    not null,
  revision        integer not null check (revision >= 0),
  display_name    text    not null,
  provider        text    not null,
  model           text    not null,
  token_class     text    not null,
  price_version   text    not null,
  quantity        numeric not null check (quantity >= 0),
  allowance       numeric not null check (allowance >= 0),
  quantity_priced numeric not null check (quantity_priced >= 0),
  amount_exact    numeric not null check (amount_exact >= 0),
  amount          numeric not null check (amount >= 0),
  steps           jsonb   not null,
  primary key (tenant, invoice, ordinal),
  unique (tenant, invoice, charge, part, revision),
  foreign key (tenant, invoice) references invoice,
  check (quantity = allowance + quantity_priced)
);

-- One row for each charge that stands on an invoice: the claim (RULES C6).
create table billed_charge (
  tenant       text        not null,
  contract     text        not null,
  charge       text        not null,
  period_start timestamptz not null,
  part         text        not null,
  revision     integer     not null check (revision >= 0),
  invoice      text        not null,
  primary key (tenant, contract, charge, period_start, part, revision),
  foreign key (tenant, invoice) references invoice
);

create index billed_charge_by_invoice on billed_charge (tenant, invoice);

create table rendering (
  tenant  text  not null,
  invoice text  not null,
  format  text  not null check (format in ('PDF', 'JSON', 'CSV')),
  content bytea not null check (length(content) > 0),
  sha256  text  not null check (sha256 = encode(sha256(content), 'hex')),
  primary key (tenant, invoice, format),
  foreign key (tenant, invoice) references invoice
);

-- An invoice's content never changes; a finalised invoice changes in no way and stays.
create function keep_invoice() returns trigger language plpgsql as $$
declare
  numbering constant text[] := array['state', 'number', 'number_value', 'finalise_time'];
begin
  if old.state = 'FINALISED' then
    raise exception 'invoice % is finalised: it never changes', old.invoice;
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  if to_jsonb(new) - numbering is distinct from to_jsonb(old) - numbering then
    raise exception 'invoice %: the content never changes', old.invoice;
  end if;
  return new;
end $$;

create trigger keep_invoice before update or delete on invoice
  for each row execute function keep_invoice();

-- Lines and claims come and go with a draft and are never edited; those of a finalised invoice stay.
-- The invoice is held, so that a transaction that finalises it at this moment is waited for.
create function keep_part_of_invoice() returns trigger language plpgsql as $$
declare
  part record;
  invoice_state text;
begin
  if tg_op = 'UPDATE' then
    raise exception '% of invoice %: it never changes', tg_table_name, old.invoice;
  end if;
  if tg_op = 'DELETE' then
    part := old;
  else
    part := new;
  end if;
  select i.state into invoice_state from invoice i
    where i.tenant = part.tenant and i.invoice = part.invoice for share;
  if invoice_state = 'FINALISED' then
    raise exception 'invoice % is finalised: its % never changes', part.invoice, tg_table_name;
  end if;
  return part;
end $$;

create trigger keep_line before insert or update or delete on invoice_line
  for each row execute function keep_part_of_invoice();
create trigger keep_claim before insert or update or delete on billed_charge
  for each row execute function keep_part_of_invoice();

-- Files are made once, from a finalised invoice.
create function keep_rendering() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    raise exception 'the % of invoice % is kept: it never changes', old.format, old.invoice;
  end if;
  if not exists (select from invoice i
                 where i.tenant = new.tenant and i.invoice = new.invoice and i.state = 'FINALISED') then
    raise exception 'invoice % is not finalised: it has no files', new.invoice;
  end if;
  return new;
end $$;

create trigger keep_rendering before insert or update or delete on rendering
  for each row execute function keep_rendering();

create function keep_all() returns trigger language plpgsql as $$
begin
  raise exception '% is never emptied', tg_table_name;
end $$;

create trigger keep_invoices before truncate on invoice execute function keep_all();
create trigger keep_lines before truncate on invoice_line execute function keep_all();
create trigger keep_claims before truncate on billed_charge execute function keep_all();
create trigger keep_renderings before truncate on rendering execute function keep_all();
