package reckoner.rating.postgres;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** An adjustment of a period; the close itself is number 0. */
@Introspected
@MappedEntity("period_adjustment")
record AdjustmentRow(
    @Id int adjustment,
    Instant cutoffTime,
    long usagePosition,
    long catalogPosition,
    long latePricePosition,
    byte[] reply) {}
