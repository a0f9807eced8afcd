package reckoner.kit.auth;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What an RPC needs, and the roles that have it. Protos name it, e.g. catalog.read. */
public enum Permission {
  /** No credential needed: health, the exchange of API keys and, outside production, reflection. */
  PUBLIC,
  CLOCK_READ(
      Role.VIEWER,
      Role.SELLER,
      Role.PRICING,
      Role.FINANCE,
      Role.OPERATOR,
      Role.MACHINE,
      Role.SERVICE),
  CLOCK_SET(Role.OPERATOR),
  CATALOG_READ(
      Role.VIEWER,
      Role.SELLER,
      Role.APPROVER,
      Role.PRICING,
      Role.FINANCE,
      Role.OPERATOR,
      Role.MACHINE,
      Role.SERVICE),
  CATALOG_PUBLISH(Role.PRICING),
  RATING_CONTRACTS(Role.SERVICE),
  RATING_INGEST(Role.MACHINE),
  RATING_CORRECT(Role.FINANCE, Role.OPERATOR, Role.MACHINE),
  RATING_CLOSE(Role.SERVICE),
  RATING_THRESHOLDS(Role.FINANCE, Role.OPERATOR, Role.MACHINE, Role.SERVICE),
  RATING_LIMITS(Role.MACHINE, Role.SERVICE),
  RATING_READ(Role.VIEWER, Role.FINANCE, Role.OPERATOR, Role.MACHINE, Role.SERVICE),
  PRICING_COMPUTE(
      Role.VIEWER,
      Role.SELLER,
      Role.APPROVER,
      Role.PRICING,
      Role.FINANCE,
      Role.OPERATOR,
      Role.MACHINE,
      Role.SERVICE),
  INVOICING_WRITE(Role.FINANCE),
  INVOICING_DRAFT(Role.SERVICE),
  INVOICING_FINALISE(Role.SERVICE),
  INVOICING_READ(Role.VIEWER, Role.FINANCE, Role.OPERATOR, Role.MACHINE, Role.SERVICE),
  CUSTOMERS_WRITE(Role.SELLER),
  QUOTES_WRITE(Role.SELLER),
  QUOTES_ACCEPT(Role.SELLER),
  QUOTES_READ(Role.VIEWER, Role.SELLER, Role.APPROVER, Role.FINANCE, Role.OPERATOR),
  CONTRACTS_READ(
      Role.VIEWER, Role.SELLER, Role.APPROVER, Role.FINANCE, Role.OPERATOR, Role.MACHINE),
  BILLING_RUN(Role.FINANCE),
  BILLING_READ(Role.VIEWER, Role.FINANCE, Role.OPERATOR),
  IDENTITY_WRITE(Role.OPERATOR),
  IDENTITY_READ(Role.OPERATOR);

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable set; the JDK has no type that says so
  private final Set<Role> roles;

  Permission(Role... roles) {
    var set = EnumSet.noneOf(Role.class);
    set.addAll(List.of(roles));
    this.roles = Collections.unmodifiableSet(set);
  }

  public boolean isGrantedTo(Role role) {
    return roles.contains(role);
  }
}
