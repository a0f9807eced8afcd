package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/** A row of customer. */
@MappedEntity("customer")
record CustomerRow(@Id String customer, String displayName, String zone, String currency) {}
