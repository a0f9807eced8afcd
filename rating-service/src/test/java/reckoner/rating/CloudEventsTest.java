package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.rating.CloudEventSamples.ATTRIBUTES;
import static reckoner.rating.CloudEventSamples.DATA;
import static reckoner.rating.CloudEventSamples.NOON;
import static reckoner.rating.CloudEventSamples.batch;
import static reckoner.rating.CloudEventSamples.headers;
import static reckoner.rating.CloudEventSamples.json;
import static reckoner.rating.CloudEventSamples.proto;
import static reckoner.rating.CloudEventSamples.rest;
import static reckoner.rating.CloudEventSamples.same;
import static reckoner.rating.HttpDoor.JSON;
import static reckoner.rating.HttpDoor.JSON_BATCH;
import static reckoner.rating.HttpDoor.PROTOBUF;
import static reckoner.rating.HttpDoor.PROTOBUF_BATCH;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.contract;
import static reckoner.rating.Meter.event;

import com.google.protobuf.Any;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/** Usage that comes as CloudEvents is the same usage, whatever carries it. */
class CloudEventsTest {
  private static final Meter METER = new Meter();
  private static final HttpDoor DOOR = new HttpDoor(METER.service);

  @BeforeAll
  static void publish() {
    METER.publishSmallAndLarge();
    METER.advance(MARCH.plusSeconds(43_200));
    for (var tenant : List.of("same", "numbers", "attributes")) {
      METER.register(tenant, "1", contract("known/2026-03", "known", MARCH, APRIL));
    }
  }

  @AfterAll
  static void stop() {
    METER.close();
  }

  private HttpDoor.Answer sent(String mode, String id) {
    var packed =
        Base64.getEncoder()
            .encodeToString(DATA.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    return switch (mode) {
      case "binary" -> DOOR.post("same", "application/json; charset=UTF-8", DATA, headers(id));
      case "binary with a message" ->
          DOOR.post("same", "application/protobuf", rest(id).toByteArray(), headers(id));
      case "structured" -> DOOR.post("same", JSON, json(id));
      case "structured, packed" ->
          DOOR.post(
              "same",
              JSON + "; charset=utf-8",
              "{%s, 'id': '%s', 'data_base64': '%s', 'datacontenttype': 'application/json'}"
                  .formatted(ATTRIBUTES, id, packed));
      case "batch" -> DOOR.post("same", JSON_BATCH, "[" + json(id) + "]");
      case "protobuf with JSON" ->
          DOOR.post(
              "same",
              PROTOBUF,
              proto(id).setTextData(DATA.replace('\'', '"')).build().toByteArray());
      case "protobuf with a message" ->
          DOOR.post(
              "same", PROTOBUF, proto(id).setProtoData(Any.pack(rest(id))).build().toByteArray());
      case "protobuf with bytes" ->
          DOOR.post(
              "same",
              PROTOBUF,
              proto(id)
                  .putAttributes(
                      "datacontenttype",
                      CloudEventAttributeValue.newBuilder()
                          .setCeString("application/protobuf")
                          .build())
                  .setBinaryData(rest(id).toByteString())
                  .build()
                  .toByteArray());
      default ->
          DOOR.post(
              "same", PROTOBUF_BATCH, batch(proto(id).setProtoData(Any.pack(rest(id))).build()));
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "binary",
        "binary with a message",
        "structured",
        "structured, packed",
        "batch",
        "protobuf with JSON",
        "protobuf with a message",
        "protobuf with bytes",
        "protobuf batch"
      })
  void everyModeSaysTheSameAsGrpc(String mode) {
    var before = METER.ingest("same", same("grpc before " + mode)).getResults(0);
    assertEquals(EventResult.Status.RATED, before.getStatus(), before.toString());
    var again = sent(mode, "grpc before " + mode);
    assertEquals(200, again.status(), again.toString());
    assertEquals(List.of("DUPLICATE"), again.results());

    var first = sent(mode, "http before " + mode);
    assertEquals(List.of("RATED"), first.results(), first.toString());
    assertEquals("application/json", first.header("content-type"));
    var after = METER.ingest("same", same("http before " + mode)).getResults(0);
    assertEquals(EventResult.Status.DUPLICATE, after.getStatus());
    var other = same("http before " + mode).toBuilder().setCustomer("other").build();
    assertEquals(
        EventResult.Status.CONFLICT, METER.ingest("same", other).getResults(0).getStatus());
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "12345678901234567890123456.123456789012, 12345678901234567890123456.123456789012",
    "9007199254740993, 9007199254740993",
    "1e3, 1000",
    "2.5E-3, 0.0025",
    "1E+30, 1000000000000000000000000000000"
  })
  void numbersAreTakenDigitByDigit(String number, String decimal) {
    var id = "n" + number;
    METER.ingest("numbers", event(id, "known", NOON, "small", "input", decimal));
    var answer =
        DOOR.post(
            "numbers",
            JSON_BATCH,
            ("[{%s, 'id': '%s', 'data': {'provider': 'openai', 'model': 'small',"
                    + " 'nesting': 'DISJOINT', 'quantities': {'input': %s}}}]")
                .formatted(ATTRIBUTES.replace("llm.request", "t"), id, number));
    // the type is the one thing in which they differ
    assertEquals(List.of("CONFLICT CONTENT_CONFLICT event_type"), answer.results());
    var typed =
        event(id + "t", "known", NOON, "small", "input", decimal).toBuilder().setEventType("t");
    METER.ingest("numbers", typed.build());
    var same =
        DOOR.post(
            "numbers",
            JSON_BATCH,
            ("[{%s, 'id': '%st', 'data': {'provider': 'openai', 'model': 'small',"
                    + " 'nesting': 'DISJOINT', 'quantities': {'input': %s}}}]")
                .formatted(ATTRIBUTES.replace("llm.request", "t"), id, number));
    assertEquals(List.of("DUPLICATE"), same.results());
  }

  @ParameterizedTest
  @CsvSource({"1e999999", "1e-13", "-1", "1e99", "1e99999999999"})
  @Tag("F36")
  void numbersBeyondTheBoundsRejectTheirEventOnly(String number) {
    var answer =
        DOOR.post(
            "numbers",
            JSON_BATCH,
            "[{%1$s, 'id': 'x%2$s', 'data': {'quantity': %2$s}}, {%1$s, 'id': 'good%2$s'}]"
                .formatted(ATTRIBUTES, number));
    assertEquals(200, answer.status(), answer.toString());
    assertEquals("REJECTED", answer.results().getFirst().split(" ")[0]);
    assertEquals(List.of("UNCOUNTED"), answer.results().subList(1, 2));
  }

  @Test
  void headersArePercentEncodedAndMayBeQuoted() {
    var answer =
        DOOR.post(
            "attributes",
            "",
            "",
            "ce-specversion",
            "1.0",
            "ce-id",
            "\"a%20b\"",
            "ce-source",
            "/caf%C3%A9",
            "CE-Type",
            "t",
            "ce-subject",
            "known",
            "ce-time",
            "2026-03-01T13:00:00+01:00");
    assertEquals(List.of("UNCOUNTED"), answer.results(), answer.toString());
    var same =
        UsageEvent.newBuilder()
            .setSource("/café")
            .setEventId("a b")
            .setEventType("t")
            .setCustomer("known")
            .setEventTime(Meter.stamp(MARCH.plusSeconds(43_200)))
            .build();
    assertEquals(
        EventResult.Status.DUPLICATE, METER.ingest("attributes", same).getResults(0).getStatus());
  }

  @Test
  void theTraceIsADimensionAndOtherExtensionsAreNot() {
    var body =
        "{%s, 'id': 'trace', 'traceparent': '00-a-b-01', 'sequence': %s, 'partitionkey': 'p'}";
    assertEquals(
        List.of("UNCOUNTED"),
        DOOR.post("attributes", JSON, body.formatted(ATTRIBUTES, 1)).results());
    // what a broker counts differs each time
    assertEquals(
        List.of("DUPLICATE"),
        DOOR.post("attributes", JSON, body.formatted(ATTRIBUTES, 2)).results());
    var same =
        UsageEvent.newBuilder()
            .setSource("gateway")
            .setEventId("trace")
            .setEventType("llm.request")
            .setCustomer("known")
            .setEventTime(Meter.stamp(MARCH.plusSeconds(43_200)))
            .putDimensions("traceparent", "00-a-b-01")
            .build();
    assertEquals(
        EventResult.Status.DUPLICATE, METER.ingest("attributes", same).getResults(0).getStatus());
  }
}
