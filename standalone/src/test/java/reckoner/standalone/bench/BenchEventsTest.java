package reckoner.standalone.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BenchEventsTest {
  @Test
  void eventsHaveThreeHundredBytesAndEightDimensions() {
    var events = new BenchEvents(1, Instant.parse("2026-03-01T00:00:00Z"), false);
    var some = Stream.generate(events::next).limit(10_000).toList();
    var bytes = some.stream().mapToInt(event -> event.getSerializedSize()).average();
    assertEquals(300, bytes.orElseThrow(), 10);
    some.forEach(event -> assertEquals(8, event.getDimensionsCount()));
  }
}
