package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/** How many rows of billing_run_item are in a state. */
@MappedEntity("billing_run_item")
record StateCountRow(@Id String state, int items) {}
