package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/** A row of outbox, or a live process under id 0. */
@MappedEntity("outbox")
record ProcessRow(@Id long id, String tenant, String kind, String processKey) {}
