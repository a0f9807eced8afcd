package reckoner.kit.request;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import org.jspecify.annotations.Nullable;

/** What a request was, and what was answered. */
@MappedEntity("request_record")
public record RequestRecord(
    @Id String requestId, byte[] contentHash, short hashVersion, byte @Nullable [] reply) {}
