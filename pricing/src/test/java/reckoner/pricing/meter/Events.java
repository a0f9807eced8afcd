package reckoner.pricing.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import reckoner.pricing.Period;
import reckoner.pricing.model.Usage;

/** Events out of short texts, for tables of tests. */
final class Events {
  /** The day on which events lie that are written by their time only. */
  static final Period DAY = period("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");

  private Events() {}

  static Period period(String start, String end) {
    return new Period(Instant.parse(start), Instant.parse(end));
  }

  /** Quantities and times of the day, e.g. {@code 10@00:00 20@12:00}; {@code -} is none. */
  static List<Usage> events(String texts) {
    return texts.equals("-")
        ? List.of()
        : Arrays.stream(texts.split(" "))
            .map(text -> text.split("@"))
            .map(parts -> event(parts[0], "2026-03-02T" + parts[1] + ":00Z"))
            .toList();
  }

  static Usage event(String quantity, String time) {
    return Usage.of(new BigDecimal(quantity), Instant.parse(time));
  }

  static PeriodUsage usage(String opening, String texts) {
    return new PeriodUsage(DAY, new BigDecimal(opening), events(texts));
  }

  static Usage of(String dimension, String value) {
    return new Usage(BigDecimal.ONE, DAY.start(), Map.of(dimension, value), Map.of());
  }

  static void measures(String quantity, Aggregation aggregation, PeriodUsage usage) {
    assertEquals(
        quantity, aggregation.measure(usage).quantity().toPlainString(), aggregation.toString());
  }

  /** Up to 30 events of few values and few instants of the day, so that there are ties. */
  static List<Usage> random(SplittableRandom random) {
    var events = new ArrayList<Usage>();
    for (int i = random.nextInt(31); i > 0; i--) {
      events.add(
          new Usage(
              BigDecimal.valueOf(random.nextLong(200), random.nextInt(3)),
              DAY.start().plusSeconds(random.nextLong(24) * 3_600),
              random.nextBoolean() ? Map.of() : Map.of("user", "u" + random.nextInt(4)),
              Map.of()));
    }
    return events;
  }

  static List<Usage> shuffled(List<Usage> events, SplittableRandom random) {
    var shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(random.nextLong()));
    return shuffled;
  }
}
