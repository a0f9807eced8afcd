package reckoner.catalog.template;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.TemplateExample;

/** The period of an example, by the customer's clock; half-open. */
record ExamplePeriod(Instant start, Instant end) {
  static ExamplePeriod of(TemplateExample example) {
    ZoneId zone = example.getZone().isEmpty() ? ZoneOffset.UTC : ZoneId.of(example.getZone());
    return new ExamplePeriod(
        LocalDate.parse(example.getStart()).atStartOfDay(zone).toInstant(),
        LocalDate.parse(example.getEnd()).atStartOfDay(zone).toInstant());
  }

  Timestamp startTime() {
    return Wire.timestamp(start);
  }

  Timestamp endTime() {
    return Wire.timestamp(end);
  }
}
