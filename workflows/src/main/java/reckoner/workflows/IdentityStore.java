package reckoner.workflows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import reckoner.kit.auth.Role;

/** Keeps tenants, service accounts and API keys. */
public interface IdentityStore {
  /** False where it exists. */
  boolean addTenant(String tenant, Instant createTime);

  boolean hasTenant(String tenant);

  /** False where the account exists. */
  boolean addAccount(String tenant, ServiceAccount account);

  Optional<ServiceAccount> findAccount(String tenant, String account);

  /** Holds the account until the end of the transaction. */
  Optional<ServiceAccount> lockAccount(String tenant, String account);

  /**
   * Accounts in the order of their keys.
   *
   * @param after exclusive; empty for the first page
   */
  List<ServiceAccount> accounts(String tenant, String after, int limit);

  void addKey(String tenant, ApiKey key, byte[] hash);

  /** How many keys of an account may be exchanged at an instant. */
  int liveKeys(String tenant, String account, Instant now);

  Optional<ApiKey> findKey(String tenant, String keyId);

  /** False where no key of the tenant has the id, or it was revoked before. */
  boolean revokeKey(String tenant, String keyId, Instant revokeTime);

  /**
   * Keys in the order of account and key id.
   *
   * @param afterAccount exclusive together with {@code afterKeyId}; both empty for the first page
   */
  List<ApiKey> keys(String tenant, String afterAccount, String afterKeyId, int limit);

  /** A key of any tenant, with what is needed to judge who presents it. */
  Optional<KeptKey> findAnywhere(String keyId);

  /** Keeps the time of a use unless one at or after {@code unlessSince} is kept. */
  void keepUse(String keyId, Instant usedTime, Instant unlessSince);

  void addChange(String tenant, IdentityChange change);

  /** A key, whose it is, and the hash of its text. */
  record KeptKey(String tenant, Role role, ApiKey key, byte[] hash) {}
}
