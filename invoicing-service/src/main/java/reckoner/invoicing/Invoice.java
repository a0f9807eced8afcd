package reckoner.invoicing;

import java.math.BigDecimal;

/**
 * An invoice without its lines.
 *
 * @param invoice business key
 * @param contentHash SHA-256 of the canonical content, lower-case hex (RULES G5)
 */
public record Invoice(
    String invoice, InvoiceHead head, BigDecimal total, String contentHash, Standing standing) {}
