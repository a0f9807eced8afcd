package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A row of billing_run_item with its run, whose invoice is finalised. */
@MappedEntity("billing_run_item")
record UnrenderedRow(
    String billingRun,
    String customer,
    String contract,
    @Id Instant periodStart,
    String state,
    String invoice) {}
