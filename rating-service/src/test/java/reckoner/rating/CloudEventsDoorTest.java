package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.HttpDoor.JSON;
import static reckoner.rating.HttpDoor.JSON_BATCH;
import static reckoner.rating.HttpDoor.PROTOBUF;
import static reckoner.rating.HttpDoor.PROTOBUF_BATCH;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestService;

/** Who may bring CloudEvents, and how much of them. */
class CloudEventsDoorTest {
  private static final Meter METER = new Meter();
  private static final HttpDoor DOOR = new HttpDoor(METER.service);
  private static final String ATTRIBUTES =
      "'specversion': '1.0', 'source': 's', 'type': 't', 'subject': 'c',"
          + " 'time': '2026-03-01T00:00:00Z'";
  private static final String EVENT = "{%s, 'id': '%%s'}".formatted(ATTRIBUTES);
  private static final int BODY_BYTES_MAX = 16 * 1024 * 1024;

  @AfterAll
  static void stop() {
    METER.close();
  }

  private static HttpDoor.Answer as(String... headers) {
    return DOOR.send(
        BodyPublishers.ofString(EVENT.formatted("1").replace('\'', '"')),
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("Content-Type", JSON), Arrays.stream(headers))
            .toArray(String[]::new));
  }

  @Test
  void whoHasNoCredentialIsNobody() {
    var nobody = as();
    assertEquals(401, nobody.status());
    assertEquals("CREDENTIAL_MISSING", nobody.reason());
    assertEquals("Bearer", nobody.header("www-authenticate"));
    assertEquals("application/problem+json", nobody.header("content-type"));
    var basic = as("Authorization", "Basic " + TestService.token("acme", Role.MACHINE));
    assertEquals("CREDENTIAL_MISSING", basic.reason());
    var forged = as("Authorization", "Bearer " + TestService.token("acme", Role.MACHINE) + "x");
    assertEquals(401, forged.status());
    assertEquals("CREDENTIAL_INVALID", forged.reason());
    var large =
        DOOR.send(BodyPublishers.ofByteArray(new byte[BODY_BYTES_MAX]), "Content-Type", JSON);
    assertEquals(401, large.status(), "without a look at the body");
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void onlyARoleThatMayIngestDoes(Role role) {
    var answer = as("Authorization", "Bearer " + TestService.token("roles", role));
    if (role == Role.MACHINE) {
      assertEquals(List.of("WAITING"), answer.results());
    } else {
      assertEquals(403, answer.status());
      assertEquals("PERMISSION_MISSING", answer.reason());
    }
  }

  @Test
  void theTenantComesFromTheCredential() {
    assertEquals(List.of("WAITING"), DOOR.post("one", JSON, EVENT.formatted("same")).results());
    assertEquals(List.of("WAITING"), DOOR.post("two", JSON, EVENT.formatted("same")).results());
    assertEquals(List.of("DUPLICATE"), DOOR.post("one", JSON, EVENT.formatted("same")).results());
    assertEquals(1, METER.summary("two").getWaiting());
  }

  @Test
  @Tag("F15")
  void aBatchHasOneToFiveThousandEventsAndIsStoredAsOne() {
    var none = DOOR.post("size", JSON_BATCH, "[]");
    assertEquals(400, none.status());
    assertEquals("BATCH_SIZE", none.reason());
    assertEquals("BATCH_SIZE", DOOR.post("size", PROTOBUF_BATCH, new byte[0]).reason());
    assertEquals("BATCH_SIZE", DOOR.post("size", JSON_BATCH, events(5001)).reason());
    assertEquals(0, METER.summary("size").getWaiting());
    var most = DOOR.post("size", JSON_BATCH, events(5000));
    assertEquals(200, most.status());
    assertEquals(5000, most.results().size());
    assertEquals("1", most.body().path("position").asText());
    assertEquals(5000, METER.summary("size").getWaiting());
  }

  private static String events(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> EVENT.formatted("e" + i))
        .collect(Collectors.joining(",\n", "[", "]"));
  }

  @Test
  @Tag("F15")
  void anEventHasAsManyBytesAsOverGrpc() {
    var answer =
        DOOR.post(
            "bytes",
            JSON_BATCH,
            "[%s, %s, %s, %s]"
                .formatted(
                    evidence("less", 31), evidence("more", 35), padded(262_144), padded(262_145)));
    assertEquals(
        List.of("WAITING", "REJECTED EVENT_TOO_LARGE event", "WAITING", "REJECTED FIELD_INVALID"),
        answer.results());
    var alone = DOOR.post("bytes", JSON, padded(262_145));
    assertEquals(422, alone.status());
    assertEquals("FIELD_INVALID", alone.reason());
  }

  private static String evidence(String id, int texts) {
    return IntStream.range(0, texts)
        .mapToObj(i -> "'%d': '%s'".formatted(i, "x".repeat(2000)))
        .collect(
            Collectors.joining(
                ",", "{%s, 'id': '%s', 'data': {'evidence': {".formatted(ATTRIBUTES, id), "}}}"));
  }

  /** An event in so many bytes. */
  private static String padded(int bytes) {
    var event = EVENT.formatted("padded");
    return event.substring(0, event.length() - 1) + " ".repeat(bytes - event.length()) + "}";
  }

  @Test
  @Tag("F15")
  void aBodyHasSixteenMebibytesAtMost() {
    var event = EVENT.formatted("large").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    var most = Arrays.copyOf(event, BODY_BYTES_MAX);
    Arrays.fill(most, event.length, most.length, (byte) ' ');
    assertEquals(422, DOOR.post("body", JSON, most).status(), "it is read: its event is too long");
    var more = DOOR.post("body", JSON, Arrays.copyOf(most, BODY_BYTES_MAX + 1));
    assertEquals(413, more.status());
    assertEquals("BODY_TOO_LARGE", more.reason());
    // and where nobody says how long it is
    var unsized =
        DOOR.send(
            BodyPublishers.ofInputStream(
                () -> new java.io.ByteArrayInputStream(Arrays.copyOf(most, BODY_BYTES_MAX + 1))),
            "Authorization",
            "Bearer " + TestService.token("body", Role.MACHINE),
            "Content-Type",
            JSON);
    assertEquals(413, unsized.status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "application/json",
        "text/plain",
        "application/cloudevents",
        "application/cloudevents+xml",
        "application/cloudevents+json; charset=utf-16",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded"
      })
  void otherContentIsRefusedByName(String contentType) {
    var answer = DOOR.post("content", contentType, EVENT.formatted("1"));
    assertEquals(415, answer.status(), answer.toString());
    assertEquals("CONTENT_TYPE_UNSUPPORTED", answer.reason());
  }

  @Test
  void aPackedBodyIsBoundedByWhatIsInIt() throws IOException {
    var event = EVENT.formatted("1").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    var taken = DOOR.post("gzip", JSON, packed(event), "Content-Encoding", "gzip");
    assertEquals(List.of("WAITING"), taken.results(), taken.toString());
    var most = new byte[BODY_BYTES_MAX];
    Arrays.fill(most, (byte) ' ');
    var read = DOOR.post("gzip", JSON, packed(most), "Content-Encoding", "gzip");
    assertEquals(422, read.status(), read.toString());
    var bomb = packed(new byte[64 * 1024 * 1024]);
    assertTrue(bomb.length < 100_000, "it is small until it is unpacked");
    var refused = DOOR.post("gzip", JSON, bomb, "Content-Encoding", "gzip");
    assertEquals(413, refused.status(), refused.toString());
    var torn = DOOR.post("gzip", JSON, new byte[] {1, 2, 3}, "Content-Encoding", "gzip");
    assertEquals(400, torn.status(), torn.toString());
    var other = DOOR.post("gzip", JSON, event, "Content-Encoding", "compress");
    assertEquals(415, other.status(), other.toString());
    assertEquals("CONTENT_TYPE_UNSUPPORTED", other.reason());
  }

  private static byte[] packed(byte[] body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/cloudevents+json       | ``",
        "application/cloudevents+json       | {",
        "application/cloudevents+json       | {} {}",
        "application/cloudevents-batch+json | ``",
        "application/cloudevents-batch+json | {}",
        "application/cloudevents-batch+json | [",
        "application/cloudevents-batch+json | [{}",
        "application/cloudevents-batch+json | [{}]]",
        "application/cloudevents-batch+json | [{} {}]",
        "application/cloudevents-batch+json | [{'a': NaN}]",
        "application/cloudevents+protobuf       | x",
        "application/cloudevents-batch+protobuf | x"
      })
  void aBodyThatIsBrokenIsRefusedWhole(String contentType, String body) {
    var answer = DOOR.post("broken", contentType, body == null ? "" : body);
    assertEquals(400, answer.status(), answer.toString());
    assertEquals("CLOUD_EVENT_MALFORMED", answer.reason());
    assertEquals(0, METER.summary("broken").getRejected());
  }

  @Test
  void hostileBodiesAreRefusedAndNothingElseSuffers() {
    var deep = "[".repeat(1_000_000);
    assertEquals("CLOUD_EVENT_MALFORMED", DOOR.post("hostile", JSON_BATCH, deep).reason());
    assertEquals("CLOUD_EVENT_MALFORMED", DOOR.post("hostile", JSON, "[".repeat(100_000)).reason());
    var deepData = "{%s, 'id': 'd', 'data': %s}".formatted(ATTRIBUTES, "{'a':".repeat(30_000));
    assertEquals("CLOUD_EVENT_MALFORMED", DOOR.post("hostile", JSON, deepData).reason());
    var longNumber =
        "{%s, 'id': 'n', 'data': {'quantity': %s}}".formatted(ATTRIBUTES, "9".repeat(100_000));
    assertEquals(400, DOOR.post("hostile", JSON, longNumber).status());
    var group = new byte[1_000_000]; // a group in a group in a group
    Arrays.fill(group, (byte) 0x0B);
    assertEquals("CLOUD_EVENT_MALFORMED", DOOR.post("hostile", PROTOBUF, group).reason());
    assertEquals("CLOUD_EVENT_MALFORMED", DOOR.post("hostile", PROTOBUF_BATCH, group).reason());
    var header =
        DOOR.post("hostile", "", "", "ce-specversion", "1.0", "ce-id", "50%", "ce-source", "s");
    assertEquals(400, header.status());
    assertEquals("CLOUD_EVENT_MALFORMED", header.reason());
    var nul = DOOR.post("hostile", JSON, EVENT.formatted("a\\u0000b"));
    assertEquals(422, nul.status());
    assertEquals(List.of("WAITING"), DOOR.post("hostile", JSON, EVENT.formatted("good")).results());
  }

  @Test
  void otherMethodsAndPathsAreNotThere() throws Exception {
    var client = java.net.http.HttpClient.newHttpClient();
    var get = java.net.http.HttpRequest.newBuilder(DOOR.address()).GET().build();
    assertEquals(
        405, client.send(get, java.net.http.HttpResponse.BodyHandlers.discarding()).statusCode());
  }

  @Test
  void aCatalogThatIsDownStoresNothingAndSaysWhenToTryAgain() {
    METER.catalog.down(true);
    try {
      var refused = DOOR.post("down", JSON, EVENT.formatted("1"));
      assertEquals(503, refused.status());
      assertEquals("1", refused.header("retry-after"));
    } finally {
      METER.catalog.down(false);
    }
    assertEquals(List.of("WAITING"), DOOR.post("down", JSON, EVENT.formatted("1")).results());
  }

  @Test
  @Tag("F10")
  void businessTimeBoundsEventTime() {
    var late = EVENT.formatted("late").replace("2026-03-01", "2026-03-02");
    var answer = DOOR.post("time", JSON, late);
    assertEquals(422, answer.status());
    assertEquals("EVENT_TIME_OUT_OF_RANGE", answer.reason());
  }
}
