package reckoner.workflows.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A row of quote_line. */
@MappedEntity("quote_line")
record QuoteLineRow(
    @Id int position,
    String charge,
    String displayName,
    String kind,
    @Nullable String priceBook,
    @Nullable Integer priceBookVersion,
    @Nullable BigDecimal amount) {}
