package reckoner.workflows;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;

/** Makes a service account once. */
public final class CreateServiceAccount {
  /** Requests are kept by account: another's requests must never pass for a service's own. */
  private static final Set<String> SERVICES = Set.of("catalog", "rating", "invoicing", "workflows");

  private final IdentityStore identities;
  private final InstantSource realTime;

  public CreateServiceAccount(IdentityStore identities, InstantSource realTime) {
    this.identities = identities;
    this.realTime = realTime;
  }

  /**
   * To be called in a transaction; an account of the same role is left as it is.
   *
   * @param by who makes it, for the record
   */
  public ServiceAccount create(String tenant, String account, Role role, String by) {
    if (role == Role.CUSTOMER) {
      throw new Refusal(
              IdentityReason.CUSTOMER_ACCOUNT_UNSUPPORTED,
              "role CUSTOMER needs a token that names the customer, and tokens do not name one yet;"
                  + " choose another role",
              List.of(new Refusal.Fault("service_account.role", "CUSTOMER is not given yet")))
          .asException();
    }
    if (SERVICES.contains(account)) {
      throw new Refusal(
              IdentityReason.SERVICE_ACCOUNT_RESERVED,
              "%s is the name under which a service itself calls; choose another name"
                  .formatted(account),
              List.of(new Refusal.Fault("service_account.account", "names a service of Reckoner")))
          .asException();
    }
    if (!identities.hasTenant(tenant)) {
      throw Refusal.of(
              IdentityReason.TENANT_UNKNOWN,
              "tenant %s does not exist; make it first".formatted(tenant))
          .asException();
    }
    var made = new ServiceAccount(account, role, realTime.instant());
    if (identities.addAccount(tenant, made)) {
      identities.addChange(
          tenant,
          new IdentityChange(
              made.createTime(), by, IdentityChange.Kind.ACCOUNT_CREATED, account, ""));
      return made;
    }
    var existing = identities.findAccount(tenant, account).orElseThrow();
    if (existing.role() != role) {
      throw Refusal.of(
              KitReason.KEY_TAKEN,
              "service account %s exists with role %s, and a role never changes"
                  .formatted(account, existing.role()))
          .asException();
    }
    return existing;
  }
}
