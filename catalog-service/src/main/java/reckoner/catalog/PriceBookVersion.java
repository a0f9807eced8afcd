package reckoner.catalog;

import java.time.Instant;

/** A published version of a price book; it never changes. */
public record PriceBookVersion(
    String priceBook,
    int version,
    String contentHash,
    String currency,
    String costBook,
    Instant publishTime,
    long position,
    int models) {}
