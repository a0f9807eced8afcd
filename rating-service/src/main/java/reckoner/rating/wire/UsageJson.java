package reckoner.rating.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.type.Decimal;
import java.io.IOException;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * Reads usage events that people and programs write as JSON: the fields of the proto by their names
 * ({@code event_id} or {@code eventId}), decimals as texts, numbers or {@code {"value": "1.5"}}.
 * Numbers never pass through binary floating point. What it reads still has to pass {@link
 * UsageReader}.
 */
public final class UsageJson {
  private static final int DEPTH_MAX = 30;

  /** How long a number may be when it is written out; longer ones are refused as they stand. */
  private static final int DIGITS_MAX = 100;

  /** The bounds of every text that is read. */
  public static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build();

  private static final ObjectMapper MAPPER = mapper();

  private final UsageEvent.Builder event;
  private final Set<String> fields;
  private Optional<Fault> fault = Optional.empty();

  /** What is wrong, and where. */
  public record Fault(String field, String message) {}

  private UsageJson(UsageEvent.Builder event, Set<String> fields) {
    this.event = event;
    this.fields = fields;
  }

  private static JsonFactory factory() {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(BOUNDS)
        .build();
  }

  private static ObjectMapper mapper() {
    return new ObjectMapper(factory())
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** One JSON value with exact numbers; the message of a failure quotes nothing of the text. */
  public static JsonNode parse(byte[] json) throws IOException {
    try {
      var read = MAPPER.readTree(json);
      if (read.isMissingNode()) {
        throw new IOException("is empty");
      }
      return read;
    } catch (ArithmeticException | NumberFormatException tooLarge) {
      throw new IOException("has a number beyond every bound", tooLarge);
    }
  }

  /** What is wrong with a text that cannot be read, in one line. */
  public static String words(IOException broken) {
    return broken instanceof JsonProcessingException json
        ? "is not JSON: %s (line %d, column %d)"
            .formatted(
                firstLine(json.getOriginalMessage()),
                json.getLocation() == null ? 0 : json.getLocation().getLineNr(),
                json.getLocation() == null ? 0 : json.getLocation().getColumnNr())
        : firstLine(String.valueOf(broken.getMessage()));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /**
   * Takes over the fields of an object; the first fault, if there is one.
   *
   * @param fields the names in the proto of those that may stand there
   */
  public static Optional<Fault> merge(
      JsonNode object, Set<String> fields, UsageEvent.Builder event) {
    if (!object.isObject()) {
      return Optional.of(new Fault("", "is not a JSON object"));
    }
    var reading = new UsageJson(event, fields);
    object.properties().forEach(member -> reading.member(member.getKey(), member.getValue()));
    return reading.fault;
  }

  private void member(String name, JsonNode value) {
    var field =
        UsageEvent.getDescriptor().getFields().stream()
            .filter(known -> known.getName().equals(name) || known.getJsonName().equals(name))
            .filter(known -> fields.contains(known.getName()))
            .findFirst();
    if (field.isEmpty()) {
      fault(
          name,
          "is not a field here; there are "
              + fields.stream().sorted().collect(Collectors.joining(", ")));
    } else if (!value.isNull()) {
      read(field.get().getNumber(), field.get().getName(), value);
    }
  }

  private void read(int number, String field, JsonNode value) {
    switch (number) {
      case UsageEvent.EVENT_TIME_FIELD_NUMBER ->
          text(field, value).flatMap(text -> time(field, text)).ifPresent(event::setEventTime);
      case UsageEvent.NESTING_FIELD_NUMBER -> text(field, value).ifPresent(this::nesting);
      case UsageEvent.QUANTITY_FIELD_NUMBER -> decimal(field, value).ifPresent(event::setQuantity);
      case UsageEvent.QUANTITIES_FIELD_NUMBER ->
          members(
              field,
              value,
              (name, member) ->
                  decimal(named(field, name), member)
                      .ifPresent(quantity -> event.putQuantities(name, quantity)));
      case UsageEvent.DIMENSIONS_FIELD_NUMBER ->
          members(
              field,
              value,
              (name, member) ->
                  text(named(field, name), member)
                      .ifPresent(text -> event.putDimensions(name, text)));
      case UsageEvent.EVIDENCE_FIELD_NUMBER ->
          members(
              field,
              value,
              (name, member) ->
                  text(named(field, name), member)
                      .ifPresent(text -> event.putEvidence(name, text)));
      default ->
          text(field, value)
              .ifPresent(text ->
                  event.setField(UsageEvent.getDescriptor().findFieldByNumber(number), text));
    }
  }

  private void members(String field, JsonNode value, BiConsumer<String, JsonNode> each) {
    if (value.isObject()) {
      value.properties().forEach(member -> each.accept(member.getKey(), member.getValue()));
    } else {
      fault(field, "is not a JSON object of values by name");
    }
  }

  private Optional<String> text(String field, JsonNode value) {
    if (!value.isTextual()) {
      fault(field, "is not a text");
      return Optional.empty();
    }
    return Optional.of(value.textValue());
  }

  private void nesting(String text) {
    var nesting = UsageEvent.Nesting.getDescriptor().findValueByName(text);
    if (nesting == null) {
      fault("nesting", "is DISJOINT or CONTAINED");
    } else {
      event.setNesting(UsageEvent.Nesting.valueOf(nesting));
    }
  }

  private Optional<Timestamp> time(String field, String text) {
    try {
      return Optional.of(Timestamps.parse(text));
    } catch (ParseException | IllegalArgumentException notATime) {
      fault(field, "is not a time such as 2026-03-01T09:30:00.25Z");
      return Optional.empty();
    }
  }

  private Optional<Decimal> decimal(String field, JsonNode value) {
    if (value.isNumber()) {
      return Optional.of(decimal(written(value)));
    }
    if (value.isTextual()) {
      return Optional.of(decimal(value.textValue()));
    }
    var inner = value.path("value");
    if (value.size() == 1 && inner.isTextual()) {
      return Optional.of(decimal(inner.textValue()));
    }
    fault(field, "is not a decimal: a number, a text, or an object with a text as its value");
    return Optional.empty();
  }

  private static Decimal decimal(String text) {
    return Decimal.newBuilder().setValue(text).build();
  }

  /** Without an exponent, which the contract's decimals bound more tightly than JSON's numbers. */
  private static String written(JsonNode number) {
    var exact = number.decimalValue();
    boolean isShort = Math.abs((long) exact.scale()) <= DIGITS_MAX;
    return isShort && exact.precision() <= DIGITS_MAX ? exact.toPlainString() : exact.toString();
  }

  private static String named(String field, String name) {
    return field + "[\"" + UsageReader.shown(name) + "\"]";
  }

  private void fault(String field, String message) {
    if (fault.isEmpty()) {
      fault = Optional.of(new Fault(UsageReader.shown(field), message));
    }
  }
}
