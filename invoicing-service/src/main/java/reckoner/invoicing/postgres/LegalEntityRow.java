package reckoner.invoicing.postgres;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;

@MappedEntity("legal_entity")
record LegalEntityRow(
    @Id String legalEntity,
    String displayName,
    @TypeDef(type = DataType.STRING_ARRAY) String[] addressLines,
    String numberPrefix) {}
