package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;

/** A row of quote_free_units. */
@MappedEntity("quote_free_units")
record FreeUnitsRow(int linePosition, @Id int position, String tokenClass, BigDecimal quantity) {}
