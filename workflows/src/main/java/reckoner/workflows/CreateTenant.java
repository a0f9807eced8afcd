package reckoner.workflows;

import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import reckoner.kit.refusal.Refusal;

/** Makes a tenant once. */
public final class CreateTenant {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");

  private final IdentityStore identities;
  private final InstantSource realTime;

  public CreateTenant(IdentityStore identities, InstantSource realTime) {
    this.identities = identities;
    this.realTime = realTime;
  }

  /**
   * To be called in a transaction.
   *
   * @param by who makes it, for the record
   * @return false where it existed
   */
  public boolean create(String tenant, String by) {
    if (!NAME.matcher(tenant).matches()) {
      var message =
          "a tenant's name is 1 to 60 lower-case letters, digits and '-', beginning with no '-'";
      throw new Refusal(
              IdentityReason.TENANT_INVALID, message, List.of(new Refusal.Fault("tenant", message)))
          .asException();
    }
    var now = realTime.instant();
    if (!identities.addTenant(tenant, now)) {
      return false;
    }
    identities.addChange(
        tenant, new IdentityChange(now, by, IdentityChange.Kind.TENANT_CREATED, "", ""));
    return true;
  }
}
