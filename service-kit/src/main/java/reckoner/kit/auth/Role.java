package reckoner.kit.auth;

/** What a service account is trusted with; the claim {@code role} of its token, lower-case. */
public enum Role {
  VIEWER,
  SELLER,
  APPROVER,
  PRICING,
  FINANCE,
  OPERATOR,
  MACHINE,
  CUSTOMER
}
