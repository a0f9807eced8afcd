package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of contract. */
@MappedEntity("contract")
record ContractRow(
    @Id String contract,
    String customer,
    String zone,
    String currency,
    long usageGraceS,
    String state,
    String blockedReason,
    String blockedMessage,
    @Nullable Instant activateTime) {}
