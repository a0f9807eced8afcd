package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of api_key with its hash and its account's role. */
@MappedEntity("api_key")
record KeptKeyRow(
    @Id String keyId,
    String tenant,
    String account,
    String role,
    byte[] keyHash,
    Instant createTime,
    @Nullable Instant expireTime,
    @Nullable Instant revokeTime,
    @Nullable Instant lastUsedTime) {}
