package reckoner.invoicing;

import java.time.ZoneId;
import java.util.Currency;

/**
 * Who bills whom for what and when.
 *
 * @param zone in which the document states dates
 */
public record InvoiceHead(
    Seller seller,
    BillTo billTo,
    String contract,
    ZoneId zone,
    Currency currency,
    BilledPeriod period) {}
