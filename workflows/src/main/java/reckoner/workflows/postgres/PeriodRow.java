package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A row of contract_period. */
@MappedEntity("contract_period")
record PeriodRow(
    String contract,
    @Id Instant periodStart,
    Instant periodEnd,
    Instant cutoffTime,
    String state,
    String blockedMessage) {}
