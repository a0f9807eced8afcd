package reckoner.catalog.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Whether PostgreSQL can store what JSON can state. */
final class StorableJson {
  /** Of a number in a match clause, where none has a meaning; PostgreSQL takes some thousands. */
  private static final int DIGITS_MAX = 1_000;

  private StorableJson() {}

  /** No NUL, and no half of a surrogate pair. */
  static boolean isText(String text) {
    return text.codePoints().allMatch(point -> point != 0 && !isSurrogate(point));
  }

  /** What is wrong with a node, its names and all below it. */
  static Optional<String> fault(JsonNode node) {
    if (node.isTextual() && !isText(node.textValue())) {
      return Optional.of("has a text with a NUL or half a character");
    }
    if (node.isNumber() && !isStorable(node)) {
      return Optional.of("has a number of more than %d digits".formatted(DIGITS_MAX));
    }
    for (var property : node.properties()) {
      if (!isText(property.getKey())) {
        return Optional.of("has a name with a NUL or half a character");
      }
    }
    for (var below : node) {
      var fault = fault(below);
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  private static boolean isStorable(JsonNode number) {
    var value = number.decimalValue();
    return Math.abs((long) value.precision() - value.scale()) <= DIGITS_MAX
        && Math.abs((long) value.scale()) <= DIGITS_MAX;
  }

  private static boolean isSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
