package reckoner.workflows;

/**
 * A buyer (RULES H1).
 *
 * @param customer business key
 * @param displayName name on documents
 * @param zone IANA zone; copied into contracts (RULES B2)
 * @param currency ISO 4217 code
 */
public record Customer(String customer, String displayName, String zone, String currency) {}
