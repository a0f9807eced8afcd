package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A row of billing_run_exception. */
@MappedEntity("billing_run_exception")
record ExceptionRow(
    String contract,
    String customer,
    @Id Instant periodStart,
    Instant periodEnd,
    String reason,
    String message) {}
