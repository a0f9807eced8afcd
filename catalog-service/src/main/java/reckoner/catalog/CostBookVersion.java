package reckoner.catalog;

import java.time.Instant;

/** A published version of a cost book; it never changes. */
public record CostBookVersion(
    String costBook, int version, String contentHash, Instant publishTime, long position) {}
