package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of api_key without its hash. */
@MappedEntity("api_key")
record ApiKeyRow(
    @Id String keyId,
    String account,
    Instant createTime,
    @Nullable Instant expireTime,
    @Nullable Instant revokeTime,
    @Nullable Instant lastUsedTime) {}
