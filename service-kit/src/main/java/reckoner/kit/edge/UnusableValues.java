package reckoner.kit.edge;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.List;
import reckoner.kit.refusal.Refusal;

/**
 * Finds the values that no request may have, whatever the bounds of its fields: texts with a NUL,
 * which PostgreSQL does not store, and timestamps that are no instants of the years 1 to 9999.
 */
final class UnusableValues {
  static final int DEPTH_MAX = 30;

  private static final long SECONDS_MIN = -62_135_596_800L; // 0001-01-01T00:00:00Z
  private static final long SECONDS_MAX = 253_402_300_799L; // 9999-12-31T23:59:59Z
  private static final int NANOS_MAX = 999_999_999;

  private final int faultsMax;
  private final List<Refusal.Fault> faults = new ArrayList<>();

  private UnusableValues(int faultsMax) {
    this.faultsMax = faultsMax;
  }

  /** The first {@code faultsMax} faults, each with its path, e.g. {@code events[3].model}. */
  static List<Refusal.Fault> of(Message request, int faultsMax) {
    var walk = new UnusableValues(faultsMax);
    walk.message(request, "", 0);
    return walk.faults;
  }

  private void message(Message message, String path, int depth) {
    if (depth > DEPTH_MAX) {
      fault(path, "is nested more than %d deep".formatted(DEPTH_MAX));
      return;
    }
    if (message.getDescriptorForType().equals(Timestamp.getDescriptor())) {
      timestamp(message, path);
      return;
    }
    for (var set : message.getAllFields().entrySet()) {
      var field = set.getKey();
      var name = path.isEmpty() ? field.getName() : path + "." + field.getName();
      if (field.isMapField()) {
        ((List<?>) set.getValue()).forEach(entry -> entry((Message) entry, name, depth));
      } else if (field.isRepeated()) {
        var values = (List<?>) set.getValue();
        if (mayHoldText(field)) {
          for (int i = 0; i < values.size() && faults.size() < faultsMax; i++) {
            value(values.get(i), name + "[" + i + "]", depth);
          }
        }
      } else {
        value(set.getValue(), name, depth);
      }
    }
  }

  private static boolean mayHoldText(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING, MESSAGE -> true;
      case INT, LONG, FLOAT, DOUBLE, BOOLEAN, BYTE_STRING, ENUM -> false;
    };
  }

  private void entry(Message entry, String path, int depth) {
    var type = entry.getDescriptorForType();
    var key = entry.getField(type.findFieldByNumber(1));
    var at =
        key instanceof String text
            ? path + "[\"" + text.replace("\0", "\\0") + "\"]"
            : path + "[" + key + "]";
    value(key, at, depth);
    value(entry.getField(type.findFieldByNumber(2)), at, depth);
  }

  private void value(Object value, String path, int depth) {
    switch (value) {
      case Message message -> message(message, path, depth + 1);
      case String text when text.indexOf('\0') >= 0 ->
          fault(path, "has a NUL character, which no text may have");
      default -> {}
    }
  }

  private void timestamp(Message timestamp, String path) {
    var type = timestamp.getDescriptorForType();
    var seconds = (long) timestamp.getField(type.findFieldByNumber(Timestamp.SECONDS_FIELD_NUMBER));
    var nanos = (int) timestamp.getField(type.findFieldByNumber(Timestamp.NANOS_FIELD_NUMBER));
    if (seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
      fault(path, "is not an instant of the years 1 to 9999");
    } else if (nanos < 0 || nanos > NANOS_MAX) {
      fault(path, "has nanos outside 0 to 999,999,999");
    }
  }

  private void fault(String path, String message) {
    if (faults.size() < faultsMax) {
      faults.add(new Refusal.Fault(path, message));
    }
  }
}
