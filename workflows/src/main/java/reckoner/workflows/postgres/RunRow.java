package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A row of billing_run. */
@MappedEntity("billing_run")
record RunRow(
    @Id String billingRun,
    Instant periodEndMax,
    String legalEntity,
    String state,
    boolean selected) {}
