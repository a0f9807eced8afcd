package reckoner.kit.auth;

/** What a service account is trusted with; the claim {@code role} of its token, lower-case. */
public enum Role {
  VIEWER,
  SELLER,
  APPROVER,
  PRICING,
  FINANCE,
  OPERATOR,
  /** Programs of the tenant: sources of usage. */
  MACHINE,
  /** What the services do among themselves; no service account has it. */
  SERVICE,
  CUSTOMER
}
