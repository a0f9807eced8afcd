package reckoner.invoicing.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

@MappedEntity("rendering")
record RenderingFileRow(@Id String format, byte[] content) {}
