package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reckoner.rating.CloudEventSamples.ATTRIBUTES;
import static reckoner.rating.CloudEventSamples.batch;
import static reckoner.rating.CloudEventSamples.json;
import static reckoner.rating.CloudEventSamples.proto;
import static reckoner.rating.CloudEventSamples.rest;
import static reckoner.rating.CloudEventSamples.same;
import static reckoner.rating.HttpDoor.JSON;
import static reckoner.rating.HttpDoor.JSON_BATCH;
import static reckoner.rating.HttpDoor.PROTOBUF_BATCH;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Meter.contract;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.proto.rating.v1.EventResult;

/** What is wrong with a CloudEvent is said by name, and hurts no other. */
class CloudEventFaultsTest {
  private static final Meter METER = new Meter();
  private static final HttpDoor DOOR = new HttpDoor(METER.service);

  @BeforeAll
  static void publish() {
    METER.publishSmallAndLarge();
    METER.advance(MARCH.plusSeconds(43_200));
    for (var tenant : List.of("faults", "data", "protobuf")) {
      METER.register(tenant, "1", contract("known/2026-03", "known", MARCH, APRIL));
    }
  }

  @AfterAll
  static void stop() {
    METER.close();
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
