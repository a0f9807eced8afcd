package reckoner.workflows.postgres;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reckoner.kit.auth.Role;
import reckoner.workflows.ApiKey;
import reckoner.workflows.IdentityChange;
import reckoner.workflows.IdentityStore;
import reckoner.workflows.ServiceAccount;

@Singleton
class PostgresIdentities implements IdentityStore {
  private final IdentityRepository rows;
  private final ApiKeyRepository keys;

  PostgresIdentities(IdentityRepository rows, ApiKeyRepository keys) {
    this.rows = rows;
    this.keys = keys;
  }

  @Override
  public boolean addTenant(String tenant, Instant createTime) {
    return rows.insertTenant(tenant, createTime) == 1;
  }

  @Override
  public boolean hasTenant(String tenant) {
    return rows.hasTenant(tenant);
  }

  @Override
  public boolean addAccount(String tenant, ServiceAccount account) {
    return rows.insertAccount(
            tenant, account.account(), account.role().name(), account.createTime())
        == 1;
  }

  @Override
  public Optional<ServiceAccount> findAccount(String tenant, String account) {
    return rows.find(tenant, account).map(PostgresIdentities::account);
  }

  @Override
  public Optional<ServiceAccount> lockAccount(String tenant, String account) {
    return rows.lock(tenant, account).map(PostgresIdentities::account);
  }

  @Override
  public List<ServiceAccount> accounts(String tenant, String after, int limit) {
    return rows.page(tenant, after, limit).stream().map(PostgresIdentities::account).toList();
  }

  @Override
  public void addKey(String tenant, ApiKey key, byte[] hash) {
    keys.insert(key.keyId(), tenant, key.account(), hash, key.createTime(), key.expireTime());
  }

  @Override
  public int liveKeys(String tenant, String account, Instant now) {
    return keys.countLive(tenant, account, now);
  }

  @Override
  public Optional<ApiKey> findKey(String tenant, String keyId) {
    return keys.find(tenant, keyId).map(PostgresIdentities::key);
  }

  @Override
  public boolean revokeKey(String tenant, String keyId, Instant revokeTime) {
    return keys.revoke(tenant, keyId, revokeTime) == 1;
  }

  @Override
  public List<ApiKey> keys(String tenant, String afterAccount, String afterKeyId, int limit) {
    return keys.page(tenant, afterAccount, afterKeyId, limit).stream()
        .map(PostgresIdentities::key)
        .toList();
  }

  @Override
  public Optional<KeptKey> findAnywhere(String keyId) {
    return keys.findAnywhere(keyId)
        .map(row ->
            new KeptKey(
                row.tenant(),
                Role.valueOf(row.role()),
                new ApiKey(
                    row.keyId(),
                    row.account(),
                    row.createTime(),
                    row.expireTime(),
                    row.revokeTime(),
                    row.lastUsedTime()),
                row.keyHash()));
  }

  @Override
  public void keepUse(String keyId, Instant usedTime, Instant unlessSince) {
    keys.keepUse(keyId, usedTime, unlessSince);
  }

  @Override
  public void addChange(String tenant, IdentityChange change) {
    rows.insertChange(
        tenant,
        change.time(),
        change.changedBy(),
        change.kind().name(),
        change.account(),
        change.keyId());
  }

  private static ServiceAccount account(ServiceAccountRow row) {
    return new ServiceAccount(row.account(), Role.valueOf(row.role()), row.createTime());
  }

  private static ApiKey key(ApiKeyRow row) {
    return new ApiKey(
        row.keyId(),
        row.account(),
        row.createTime(),
        row.expireTime(),
        row.revokeTime(),
        row.lastUsedTime());
  }
}
