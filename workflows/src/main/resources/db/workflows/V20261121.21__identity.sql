-- Tenants, service accounts and API keys (RULES H2). All times are real time.
create table tenant (
  tenant      text collate "C" primary key check (tenant ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  create_time timestamptz not null
);

create table service_account (
  tenant      text collate "C" not null references tenant,
  account     text collate "C" not null check (account ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  role        text not null check (role in ('VIEWER', 'SELLER', 'APPROVER', 'PRICING', 'FINANCE', 'OPERATOR', 'MACHINE')),
  create_time timestamptz not null,
  primary key (tenant, account)
);

-- The secret is kept nowhere: key_hash is the SHA-256 of the key's whole text, of which 256 bits are chance.
create table api_key (
  key_id         text collate "C" primary key check (key_id ~ '^[0-9a-f]{16}$'),
  tenant         text collate "C" not null,
  account        text collate "C" not null,
  key_hash       bytea not null unique check (length(key_hash) = 32),
  create_time    timestamptz not null,
  expire_time    timestamptz check (expire_time > create_time),
  revoke_time    timestamptz check (revoke_time >= create_time),
  last_used_time timestamptz check (last_used_time >= create_time),
  foreign key (tenant, account) references service_account,
  unique (tenant, account, key_id)
);

-- Who made and ended credentials; rows are only added.
create table identity_change (
  id          bigint generated always as identity primary key,
  tenant      text collate "C" not null references tenant,
  change_time timestamptz not null,
  changed_by  text not null,
  change      text not null check (change in ('TENANT_CREATED', 'ACCOUNT_CREATED', 'KEY_CREATED', 'KEY_REVOKED')),
  account     text collate "C" not null default '',
  key_id      text collate "C" not null default ''
);
create index identity_change_of_tenant on identity_change (tenant, id);

-- A key never changes what it is or for whom it stands, is never un-revoked, and is never forgotten.
create function keep_api_key() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'an API key is never deleted';
  end if;
  if (new.key_id, new.tenant, new.account, new.key_hash, new.create_time)
      is distinct from (old.key_id, old.tenant, old.account, old.key_hash, old.create_time)
    or new.expire_time is distinct from old.expire_time
    or (old.revoke_time is not null and new.revoke_time is distinct from old.revoke_time) then
    raise exception 'of an API key only its first revocation and its last use may change';
  end if;
  return new;
end $$;
create trigger keep_api_key before update or delete on api_key for each row execute function keep_api_key();

create function keep_identity_change() returns trigger language plpgsql as $$
begin
  raise exception 'identity_change is only added to';
end $$;
create trigger keep_identity_change before update or delete on identity_change
  for each row execute function keep_identity_change();

-- What an account is trusted with never changes, because keys in use would change with it.
create function keep_service_account() returns trigger language plpgsql as $$
begin
  raise exception 'a service account is never changed or deleted';
end $$;
create trigger keep_service_account before update or delete on service_account
  for each row execute function keep_service_account();
