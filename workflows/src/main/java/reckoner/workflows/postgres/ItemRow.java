package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of billing_run_item. */
@MappedEntity("billing_run_item")
record ItemRow(
    String customer,
    String contract,
    @Id Instant periodStart,
    String state,
    @Nullable String invoice) {}
