package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.rating.HttpDoor.JSON;
import static reckoner.rating.HttpDoor.JSON_BATCH;
import static reckoner.rating.HttpDoor.PROTOBUF;
import static reckoner.rating.HttpDoor.PROTOBUF_BATCH;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.contract;
import static reckoner.rating.Meter.event;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;

/** Usage that comes as CloudEvents is the same usage, whatever carries it. */
class CloudEventsTest {
  private static final Meter METER = new Meter();
  private static final HttpDoor DOOR = new HttpDoor(METER.service);
  private static final String NOON = "2026-03-01T12:00:00Z";

  private static final String ATTRIBUTES =
      "'specversion': '1.0', 'source': 'gateway', 'type': 'llm.request', 'subject': 'known',"
          + " 'time': '2026-03-01T12:00:00Z'";
  private static final String DATA =
      "{'provider': 'openai', 'model': 'small', 'nesting': 'DISJOINT',"
          + " 'quantities': {'input': 12.50, 'output': '3'}, 'dimensions': {'region': 'eu'},"
          + " 'quantity': {'value': '1'}, 'evidence': {'ticket': '7'}}";

  @BeforeAll
  static void publish() {
    METER.publishSmallAndLarge();
    METER.advance(MARCH.plusSeconds(43_200));
    for (var tenant :
        List.of("same", "numbers", "attributes", "batch", "faults", "data", "protobuf")) {
      METER.register(tenant, "1", contract("known/2026-03", "known", MARCH, APRIL));
    }
  }

  @AfterAll
  static void stop() {
    METER.close();
  }

  /** What {@link #ATTRIBUTES} and {@link #DATA} say, over gRPC. */
  private static UsageEvent same(String id) {
    return event(id, "known", NOON, "small", "input", "12.5", "output", "3").toBuilder()
        .setEventType("llm.request")
        .putDimensions("region", "eu")
        .setQuantity(com.google.type.Decimal.newBuilder().setValue("1.0"))
        .putEvidence("ticket", "7")
        .build();
  }

  private static String json(String id) {
    return "{%s, 'id': '%s', 'data': %s}".formatted(ATTRIBUTES, id, DATA);
  }

  private static String[] headers(String id) {
    return new String[] {
      "ce-specversion", "1.0",
      "ce-id", id,
      "ce-source", "gateway",
      "ce-type", "llm.request",
      "ce-subject", "known",
      "ce-time", NOON
    };
  }

  private static CloudEvent.Builder proto(String id) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource("gateway")
        .setSpecVersion("1.0")
        .setType("llm.request")
        .putAttributes(
            "subject", CloudEventAttributeValue.newBuilder().setCeString("known").build())
        .putAttributes(
            "time",
            CloudEventAttributeValue.newBuilder()
                .setCeTimestamp(Meter.stamp(MARCH.plusSeconds(43_200)))
                .build());
  }

  /** The data as a message: what no attribute states. */
  private static UsageEvent rest(String id) {
    return same(id).toBuilder()
        .clearSource()
        .clearEventId()
        .clearEventTime()
        .clearCustomer()
        .clearEventType()
        .build();
  }

  /** A batch message; the library has none. */
  private static byte[] batch(CloudEvent... events) {
    var bytes = new ByteArrayOutputStream();
    var output = CodedOutputStream.newInstance(bytes);
    try {
      for (var event : events) {
        output.writeMessage(1, event);
      }
      output.flush();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return bytes.toByteArray();
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
    assertEquals(List.of("CONFLICT CONTENT_CONFLICT event_id"), answer.results());
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'time': '2026-03-01T12:00:00Z'         | 'x': 1                           | time",
        "'time': '2026-03-01T12:00:00Z'         | 'time': 'noon'                   | time",
        "'time': '2026-03-01T12:00:00Z'         | 'time': '2026-03-01 12:00:00'    | time",
        "'time': '2026-03-01T12:00:00Z'         | 'time': null                     | time",
        "'specversion': '1.0'                   | 'specversion': '0.3'             | specversion",
        "'specversion': '1.0'                   | 'x': 1                           | specversion",
        "'subject': 'known'                     | 'x': 1                           | customer",
        "'source': 'gateway'                    | 'source': 'a b'                  | source",
        "'source': 'gateway'                    | 'x': 1                           | ''",
        "'type': 'llm.request'                  | 'x': 1                           | ''",
        "'source': 'gateway'                    | 'source': 7                      | ''",
        "'type': 'llm.request'                  | 'type': 't', 'Big': 'x'          | Big",
        "'type': 'llm.request'                  | 'type': 't', 'x': {}             | ''",
        "'type': 'llm.request'                  | 'type': 't', 'dataschema': 'urn:other' |"
            + " dataschema",
        "'type': 'llm.request' | 'type': 't', 'datacontenttype': 'text/plain', 'data': 'x' |"
            + " datacontenttype",
        "'type': 'llm.request' | 'type': 't', 'datacontenttype': 'application/json;charset=latin1',"
            + " 'data': {} | datacontenttype",
        "'type': 'llm.request' | 'type': 't', 'data': [1]                          | data",
        "'type': 'llm.request' | 'type': 't', 'data': 'x'                          | data",
        "'type': 'llm.request' | 'type': 't', 'data': {}, 'data_base64': 'e30='    | ''",
        "'type': 'llm.request' | 'type': 't', 'data_base64': '*'                   | ''",
        "'type': 'llm.request' | 'type': 't', 'data_base64': 'e30'                 | ''",
        "'type': 'llm.request' | 'type': 't', 'data_base64': 'eyJ9'                | data",
        "'type': 'llm.request' | 'type': 't', 'data': {'source': 'x'}              | data.source",
        "'type': 'llm.request' | 'type': 't', 'data': {'colour': 'x'}              | data.colour",
        "'type': 'llm.request' | 'type': 't', 'data': {'model': 7}                 | data.model",
        "'type': 'llm.request' | 'type': 't', 'data': {'nesting': 'LOOSE'}         | data.nesting",
        "'type': 'llm.request' | 'type': 't', 'data': {'quantity': true}           | data.quantity",
        "'type': 'llm.request' | 'type': 't', 'data': {'quantity': {'value': 1, 'x': 2}} |"
            + " data.quantity",
        "'type': 'llm.request' | 'type': 't', 'data': {'dimensions': ['x']}        |"
            + " data.dimensions",
        "'type': 'llm.request' | 'type': 't', 'data': {'dimensions': {'a': 1}} |"
            + " data.dimensions[\"a\"]",
        "'type': 'llm.request' | 'type': 't', 'data': {'quantities': {'a': []}} |"
            + " data.quantities[\"a\"]",
        "'type': 'llm.request' | 'type': 't', 'type': 'u'                          | ''",
      },
      quoteCharacter = '`')
  void aFaultRejectsItsEventByNameAndNoOther(String replaced, String by, String field) {
    var attributes = ATTRIBUTES.replace(replaced, by);
    var id = Integer.toHexString((replaced + by).hashCode());
    var answer =
        DOOR.post(
            "faults",
            JSON_BATCH,
            "[{%s, 'id': '%s'}, {%s, 'id': 'good %s'}, 7]"
                .formatted(attributes, id, ATTRIBUTES, id));
    assertEquals(
        List.of(
                "REJECTED FIELD_INVALID " + field.replace("''", "").strip(),
                "UNCOUNTED",
                "REJECTED FIELD_INVALID")
            .stream()
            .map(String::strip)
            .toList(),
        answer.results(),
        answer.toString());
    // the id is free for a mended event
    assertEquals(
        List.of("UNCOUNTED"),
        DOOR.post("faults", JSON, "{%s, 'id': '%s'}".formatted(ATTRIBUTES, id)).results());
  }

  @Test
  void aFaultInDataOfProtobufRejectsItsEventOnly() throws Exception {
    var stated = Any.pack(rest("p").toBuilder().setCustomer("known").build());
    var foreign = Any.pack(com.google.protobuf.Timestamp.getDefaultInstance());
    var torn =
        Any.newBuilder()
            .setTypeUrl("type.googleapis.com/reckoner.rating.v1.UsageEvent")
            .setValue(ByteString.copyFromUtf8("\u0008"))
            .build();
    var unset = CloudEventAttributeValue.getDefaultInstance();
    var answer =
        DOOR.post(
            "protobuf",
            PROTOBUF_BATCH,
            batch(
                proto("1").setProtoData(stated).build(),
                proto("2").setProtoData(foreign).build(),
                proto("3").setProtoData(torn).build(),
                proto("4").putAttributes("subject", unset).build(),
                proto("5").clearSpecVersion().build(),
                proto("6").build()));
    assertEquals(
        List.of(
            "REJECTED FIELD_INVALID data.customer",
            "REJECTED FIELD_INVALID data",
            "REJECTED FIELD_INVALID data",
            "REJECTED FIELD_INVALID",
            "REJECTED FIELD_INVALID specversion",
            "UNCOUNTED"),
        answer.results());
    assertEquals(
        List.of("REJECTED", "REJECTED"),
        List.of(
            METER.exceptions("protobuf", 50, EventResult.Status.REJECTED).get(0).getStatus().name(),
            METER
                .exceptions("protobuf", 50, EventResult.Status.REJECTED)
                .get(4)
                .getStatus()
                .name()));
  }

  @Test
  void aSingleEventThatIsNotTakenIsAProblem() {
    METER.ingest("data", same("taken"));
    var conflict =
        DOOR.post("data", JSON, json("taken").replace("'region': 'eu'", "'region': 'us'"));
    assertEquals(409, conflict.status());
    assertEquals("application/problem+json", conflict.header("content-type"));
    assertEquals("CONTENT_CONFLICT", conflict.reason());
    assertEquals("urn:reckoner:reason:CONTENT_CONFLICT", conflict.body().path("type").asText());
    var rejected = DOOR.post("data", JSON, json("bad").replace("12.50", "-12.50"));
    assertEquals(422, rejected.status());
    assertEquals("QUANTITY_INVALID", rejected.reason());
    assertEquals(
        "quantities[\"input\"]", rejected.body().path("faults").path(0).path("field").asText());
    assertEquals(1, METER.exceptions("data", 50, EventResult.Status.REJECTED).size());
  }
}
