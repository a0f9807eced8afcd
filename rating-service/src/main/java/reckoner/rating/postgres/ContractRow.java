package reckoner.rating.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A row of contract. */
@MappedEntity("contract")
record ContractRow(
    @Id String contract,
    String customer,
    String zone,
    String currency,
    Instant activateTime,
    long usageGraceS,
    byte[] contentHash) {}
