package reckoner.rating;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reckoner.rating.CloudEventSamples.DATA;
import static reckoner.rating.CloudEventSamples.json;
import static reckoner.rating.CloudEventSamples.proto;
import static reckoner.rating.CloudEventSamples.rest;
import static reckoner.rating.CloudEventSamples.same;
import static reckoner.rating.Meter.APRIL;
import static reckoner.rating.Meter.MARCH;
import static reckoner.rating.Probe.await;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.proto.rating.v1.ClosedPeriod;

/** Usage that comes from Kafka is the usage that comes through any other door. */
class KafkaTest {
  private static final KafkaBroker BROKER = new KafkaBroker();
  private static final String JSON = "application/cloudevents+json; charset=UTF-8";
  private static final String PROTOBUF = "application/cloudevents+protobuf";

  @AfterAll
  static void stop() {
    BROKER.close();
  }

  static byte[] text(String json) {
    return json.replace('\'', '"').getBytes(UTF_8);
  }

  private static String[] headers(String id, String contentType) {
    var headers =
        new ArrayList<>(
            Stream.of(CloudEventSamples.headers(id))
                .map(text -> text.startsWith("ce-") ? "ce_" + text.substring(3) : text)
                .toList());
    headers.addAll(List.of("content-type", contentType));
    return headers.toArray(String[]::new);
  }

  @Test
  void anEventIsTheSameInEveryModeAndThroughEveryDoorAndIsRatedOnce() {
    var topic = BROKER.topic(1);
    BROKER.send(topic, 0, text(json("1")), "content-type", JSON);
    BROKER.send(topic, 0, text(json("1")));
    BROKER.send(topic, 0, text(DATA), headers("1", "application/json"));
    BROKER.send(topic, 0, rest("1").toByteArray(), headers("1", "application/protobuf"));
    BROKER.send(
        topic,
        0,
        proto("1").setProtoData(Any.pack(rest("1"))).build().toByteArray(),
        "content-type",
        PROTOBUF);
    BROKER.send(
        topic,
        0,
        proto("1")
            .setBinaryData(ByteString.copyFrom(rest("1").toByteArray()))
            .putAttributes(
                "datacontenttype",
                io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue.newBuilder()
                    .setCeString("application/protobuf")
                    .build())
            .build()
            .toByteArray(),
        "content-type",
        PROTOBUF);
    BROKER.send(topic, 0, text(json("2")), "content-type", JSON);
    try (var meter = BROKER.meter(topic, TestDatabase.properties("rating"), Map.of())) {
      awaitCommitted(topic, 7);
      assertEquals(2, meter.summary(topic).getWaiting());
      assertEquals(0, meter.summary(topic).getRejected());
      assertEquals(5, records(meter, "DUPLICATE"));
      assertEquals(2, records(meter, "WAITING"));
      assertEquals("DUPLICATE", meter.ingest(topic, same("1")).getResults(0).getStatus().name());
      meter.publishSmallAndLarge();
      meter.awaitNewPosition();
      meter.register(topic, "c", Meter.contract("c-1", "known", MARCH, APRIL));
      BROKER.send(topic, 0, text(json("3")));
      awaitCommitted(topic, 8);
      assertEquals(3, meter.summary(topic).getRated());
      meter.advance(Meter.MAY);
      assertEquals(ClosedPeriod.State.CLOSED, meter.close(topic, "close", "c-1", MARCH).getState());
      await(
          "the lag is known", () -> meterOf(meter).get("reckoner.kafka.lag").gauge().value() == 0);
    }
  }

  @Test
  void whatAProducerTookBackIsNotTaken() {
    var topic = BROKER.topic(1);
    try (var producer =
        BROKER.producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "of " + topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      KafkaBroker.send(producer, topic, 0, text(json("taken back")));
      producer.abortTransaction();
      producer.beginTransaction();
      KafkaBroker.send(producer, topic, 0, text(json("meant")));
      producer.commitTransaction();
    }
    try (var meter = BROKER.meter(topic, TestDatabase.properties("rating"), Map.of())) {
      awaitCommitted(topic, 4); // two events, and an end of each transaction
      assertEquals(1, meter.summary(topic).getWaiting());
      assertEquals(
          "WAITING", meter.ingest(topic, same("taken back")).getResults(0).getStatus().name());
    }
  }

  @Test
  void aServiceThatStopsFinishesItsBatchAndLeavesTheGroup() {
    var topic = BROKER.topic(1);
    var database = TestDatabase.properties("rating");
    int sent = 300;
    for (int i = 0; i < sent; i++) {
      BROKER.send(topic, 0, text(json("e" + i)));
    }
    Meter meter = BROKER.meter(topic, database, Map.of());
    await("a first batch", () -> meter.summary(topic).getWaiting() > 0);
    meter.close();
    assertEquals(Map.of(), BROKER.members(topic));
    long committed = BROKER.committed(topic, 1).getFirst();
    try (var other = new Meter(database)) {
      assertEquals(committed, other.summary(topic).getWaiting());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reckoner.kafka-topics            | ''                        | reckoner.kafka-topics",
        "reckoner.kafka-tenant            | ' '                       | reckoner.kafka-tenant",
        "reckoner.kafka-bootstrap-servers | broker                    | reckoner.kafka-bootstrap",
        "file                             | enable.auto.commit=true   | enable.auto.commit",
        "file                             | isolation.level=x         | isolation.level",
        "file                             | max.poll.records=5001     | max.poll.records=5001",
        "file                             | auto.offset.reset=newest  | auto.offset.reset",
        "file                             | group.id.of=\\u00zz      | no properties file",
      })
  void aSettingThatCannotWorkStopsTheStartByName(
      String setting, String value, String named, @TempDir Path folder) throws IOException {
    var settings = new HashMap<>(BROKER.settings("settings"));
    settings.put("reckoner.catalog-address", "localhost:1");
    if (setting.equals("file")) {
      settings.put(
          "reckoner.kafka-properties-file",
          Files.writeString(folder.resolve("kafka.properties"), value).toString());
    } else {
      settings.put(setting, value);
    }
    var failure = assertThrows(RuntimeException.class, () -> TestService.start("rating", settings));
    assertTrue(
        Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
            .anyMatch(cause ->
                cause.getMessage() != null
                    && cause.getMessage().contains("setting ")
                    && cause.getMessage().contains(named)),
        failure.toString());
  }

  private static void awaitCommitted(String topic, long offset) {
    await(
        "the offset %d of %s".formatted(offset, topic),
        () -> BROKER.committed(topic, 1).getFirst() == offset);
  }

  private static io.micrometer.core.instrument.search.RequiredSearch search(
      Meter meter, String name) {
    return meterOf(meter).get(name);
  }

  private static MeterRegistry meterOf(Meter meter) {
    return meter.service.context().getBean(MeterRegistry.class);
  }

  private static long records(Meter meter, String outcome) {
    return Math.round(
        search(meter, "reckoner.kafka.records").tag("outcome", outcome).functionCounter().count());
  }
}
