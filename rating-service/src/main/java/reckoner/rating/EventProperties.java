package reckoner.rating;

import java.util.Map;

/**
 * What an event says, by the names that questions have for it: {@code provider}, {@code model},
 * {@code event_type}, {@code source} or {@code dimensions.NAME}.
 */
final class EventProperties {
  private EventProperties() {}

  /** What an event says of a property, empty for nothing. */
  static String value(UsageEvent event, String name) {
    return switch (name) {
      case "provider" -> event.modelUse().map(UsageEvent.ModelUse::provider).orElse("");
      case "model" -> event.modelUse().map(UsageEvent.ModelUse::model).orElse("");
      case "event_type" -> event.eventType();
      case "source" -> event.key().source();
      default -> event.dimensions().getOrDefault(name.substring("dimensions.".length()), "");
    };
  }

  /** Whether each property has the value that stands for its name. */
  static boolean have(UsageEvent event, Map<String, String> values) {
    return values.entrySet().stream()
        .allMatch(one -> value(event, one.getKey()).equals(one.getValue()));
  }
}
