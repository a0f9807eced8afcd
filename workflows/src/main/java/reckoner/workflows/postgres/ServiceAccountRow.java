package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A row of service_account. */
@MappedEntity("service_account")
record ServiceAccountRow(@Id String account, String role, Instant createTime) {}
