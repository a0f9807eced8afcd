package reckoner.invoicing.postgres;

import io.micronaut.core.annotation.Introspected;

@Introspected
record ClaimedRow(int ordinal, String charge, String part, int revision, String holder) {}
