package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.LocalDate;

/** A row of quote. */
@MappedEntity("quote")
record QuoteRow(
    @Id String quote,
    String customer,
    LocalDate startDate,
    int months,
    String state,
    String contentHash) {}
