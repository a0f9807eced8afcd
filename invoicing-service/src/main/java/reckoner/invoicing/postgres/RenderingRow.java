package reckoner.invoicing.postgres;

import io.micronaut.core.annotation.Introspected;

@Introspected
record RenderingRow(String format, long sizeBytes, String sha256) {}
