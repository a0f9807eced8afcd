package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A row of quote. */
@MappedEntity("quote")
record QuoteRow(
    @Id String quote,
    String customer,
    LocalDate startDate,
    int months,
    @Nullable Long usageGraceS,
    String state,
    String contentHash) {}
