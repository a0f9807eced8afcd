package reckoner.kit.clock;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** The instant at which the test clock stands. */
@MappedEntity("test_clock")
public record TestClockRow(@Id boolean onlyRow, Instant time) {}
