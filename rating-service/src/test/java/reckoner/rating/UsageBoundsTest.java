package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.type.Decimal;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/** The bounds of an event's fields: what has so many is taken, what has one more is not. */
class UsageBoundsTest {
  private static final Meter METER = new Meter();

  @AfterAll
  static void stop() {
    METER.close();
  }

  /** How a field is filled with so many characters, or entries. */
  interface Filling {
    UsageEvent.Builder of(UsageEvent.Builder event, int size);
  }

  private static Arguments row(String field, int most, Filling filling) {
    return arguments(field, most, filling);
  }

  static Stream<Arguments> bounds() {
    return Stream.of(
        row("source", 200, (event, size) -> event.setSource(text(size))),
        row("event_id", 200, (event, size) -> event.setEventId(text(size))),
        row("customer", 100, (event, size) -> event.setCustomer(text(size))),
        row("provider", 100, (event, size) -> event.setProvider(text(size))),
        row("model", 200, (event, size) -> event.setModel(text(size))),
        row("event_type", 200, (event, size) -> event.setEventType(text(size))),
        row("quantities", 20, (event, size) -> event.putAllQuantities(units(size))),
        row("quantities", 200, (event, size) -> event.putQuantities(text(size), one())),
        row("dimensions", 50, (event, size) -> event.putAllDimensions(entries(size))),
        row("dimensions", 200, (event, size) -> event.putDimensions(text(size), "x")),
        row("dimensions", 1_000, (event, size) -> event.putDimensions("x", text(size))),
        row("evidence", 50, (event, size) -> event.putAllEvidence(entries(size))),
        row("evidence", 200, (event, size) -> event.putEvidence(text(size), "x")),
        row("evidence", 2_000, (event, size) -> event.putEvidence("x", text(size))));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  @Tag("F15")
  void aFieldHasSoMuchAndNoMore(String field, int most, Filling filling) {
    var taken = filling.of(event().setEventId(field + " " + most), most).build();
    var refused = filling.of(event().setEventId(field + " " + most), most + 1).build();
    var results = METER.ingest(refused, taken);
    assertEquals(EventResult.Status.REJECTED, results.getFirst().getStatus());
    assertEquals("FIELD_INVALID", results.getFirst().getReason());
    assertEquals(field, results.getFirst().getField().replaceAll("\\[.*", ""));
    assertEquals(EventResult.Status.WAITING, results.getLast().getStatus());
  }

  private static UsageEvent.Builder event() {
    return Json.merge(
        UsageEvent.newBuilder(),
        """
        {'source': 'bounds', 'eventTime': '2026-03-01T00:00:00Z', 'customer': 'c', 'eventType': 'x'}
        """);
  }

  /** Characters of two bytes each. */
  private static String text(int characters) {
    return "ä".repeat(characters);
  }

  private static Map<String, String> entries(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(number -> "name " + number, number -> "value " + number));
  }

  private static Decimal one() {
    return Decimal.newBuilder().setValue("1").build();
  }

  private static Map<String, Decimal> units(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(number -> "name " + number, _ -> one()));
  }
}
