package reckoner.catalog.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/** A row of catalog_ledger. The time stands as microseconds since 1970, absent before the first. */
@MappedEntity("catalog_ledger")
record LedgerRow(
    @Id String tenant, long position, @org.jspecify.annotations.Nullable Long publishMicros) {}
