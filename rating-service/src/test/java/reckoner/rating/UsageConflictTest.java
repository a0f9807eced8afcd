package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/** An id that comes again with other content (fault F03). */
class UsageConflictTest {
  private static final Meter METER = new Meter();
  private static final String FIRST =
      """
      {'source': 's', 'eventId': '1', 'customer': 'c', 'eventTime': '2026-03-01T00:10:00Z',
       'eventType': 'call', 'provider': 'p', 'quantity': {'value': '1'},
       'quantities': {'seconds': {'value': '2'}}, 'dimensions': {'region': 'eu'},
       'evidence': {'ticket': '7'}}
      """;

  @AfterAll
  static void stop() {
    METER.close();
  }

  private static UsageEvent event(String json) {
    return Json.merge(UsageEvent.newBuilder(), json).build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "'customer': 'c'; 'customer': 'd'; customer",
        "00:10:00Z; 00:10:01Z; event_time",
        "'eventType': 'call'; 'eventType': 'call.ended'; event_type",
        "'provider': 'p'; 'provider': 'q'; provider",
        "'provider': 'p'; 'provider': 'p', 'model': 'm'; model",
        "'quantity': {'value': '1'}; 'quantity': {'value': '1.5'}; quantity",
        "'quantity': {'value': '1'},; ''; quantity",
        "'value': '2'; 'value': '3'; quantities[\"seconds\"]",
        "'seconds'; 'bytes'; quantities[\"bytes\"]",
        "'eu'; 'us'; dimensions[\"region\"]",
        "'region': 'eu'; 'region': 'eu', 'a': 'b'; dimensions[\"a\"]",
        "'7'; '8'; evidence[\"ticket\"]",
      })
  @Tag("F03")
  void theConflictNamesTheFieldThatDiffersFirst(String before, String after, String field) {
    var other = event(FIRST.replace(before, after.equals("''") ? "" : after));
    var tenant = before + after;
    METER.ingest(tenant, event(FIRST));
    // twice, for each is a conflict; and in one batch with the first, which is not stored before it
    var results = METER.ingest(tenant, other, other).getResultsList();
    var together = METER.ingest(tenant + " together", event(FIRST), other).getResultsList();
    for (var result : List.of(results.get(0), results.get(1), together.get(1))) {
      assertEquals(EventResult.Status.CONFLICT, result.getStatus());
      assertEquals("CONTENT_CONFLICT", result.getReason());
      assertEquals(field, result.getField());
    }
    assertEquals(
        field, METER.exceptions(tenant, 10, EventResult.Status.CONFLICT).getFirst().getField());
  }

  @Test
  @Tag("F03")
  void countersThatNestOtherwiseAreAConflict() {
    var first = Meter.event("nested", "c", "2026-03-01T00:00:00Z", "small", "input", "10");
    var other = first.toBuilder().setNesting(UsageEvent.Nesting.CONTAINED).build();
    assertEquals(UsageEvent.Nesting.DISJOINT, first.getNesting());
    assertEquals("nesting", METER.ingest("nesting", first, other).getResults(1).getField());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "'value': '1'; 'value': '1.0'",
        "'value': '2'; 'value': '2.000'",
        "'region': 'eu'; 'region': 'eu'",
      })
  void whatSaysTheSameIsADuplicate(String before, String after) {
    METER.ingest(after, event(FIRST));
    var again = METER.ingest(after, event(FIRST.replace(before, after))).getResults(0);
    assertEquals(EventResult.Status.DUPLICATE, again.getStatus());
    assertEquals("", again.getField());
  }

  /** As a server of another release stored it, which knew other fields or hashed in another way. */
  @ParameterizedTest
  @ValueSource(strings = {"content_hash = sha256('other')", "hash_version = hash_version + 1"})
  @Tag("F03")
  void whatWasHashedInAnotherWayIsComparedByWhatItSays(String change) throws SQLException {
    METER.ingest(change, event(FIRST));
    var url = String.valueOf(METER.database.get("datasources.default.url"));
    try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
        var update =
            connection.prepareStatement(
                "update usage_event set %s where tenant = ?".formatted(change))) {
      update.setString(1, change);
      assertEquals(1, update.executeUpdate());
    }
    var other = event(FIRST.replace("'eu'", "'us'"));
    for (var same : List.of(0, 1)) { // whatever stands first in a batch
      var batch = same == 0 ? List.of(event(FIRST), other) : List.of(other, event(FIRST));
      var results = METER.ingest(change, batch.toArray(UsageEvent[]::new)).getResultsList();
      assertEquals(EventResult.Status.DUPLICATE, results.get(same).getStatus());
      assertEquals(EventResult.Status.CONFLICT, results.get(1 - same).getStatus());
      assertEquals("dimensions[\"region\"]", results.get(1 - same).getField());
    }
    var refused =
        assertThrows(
            StatusRuntimeException.class,
            () -> METER.correct(change, "same", Meter.amend(event(FIRST))));
    assertEquals(
        "event 1 of s is so already",
        RefusalStatus.faults(refused).getFieldViolations(0).getDescription());
    METER.correct(change, "other", Meter.amend(other));
  }
}
