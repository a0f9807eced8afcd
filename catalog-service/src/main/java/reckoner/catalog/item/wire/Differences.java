package reckoner.catalog.item.wire;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reckoner.proto.catalog.v1.Item;

/** What differs between two items, field by field; two ways to write the same differ in nothing. */
final class Differences {
  private static final int SHOWN_MAX = 200;

  /** Fields by which parts of a list are one and the same, whatever their place. */
  private static final List<String> IDENTITY =
      List.of(
          "key",
          "entitlement",
          "credit_unit",
          "product",
          "meter",
          "contract",
          "customer",
          "segment",
          "dimension",
          "dimensions",
          "currency",
          "start_time");

  private final List<String> found = new ArrayList<>();

  private Differences() {}

  static List<String> of(Item before, Item after) {
    var differences = new Differences();
    differences.messages("", CanonicalItem.of(before), CanonicalItem.of(after));
    return List.copyOf(differences.found);
  }

  private void messages(String at, Message before, Message after) {
    for (var field : before.getDescriptorForType().getFields()) {
      var path = at.isEmpty() ? field.getName() : at + "." + field.getName();
      if (field.isRepeated()) {
        parts(path, parts(before, field), parts(after, field));
      } else if (before.hasField(field) || after.hasField(field)) {
        one(path, value(before, field), value(after, field));
      }
    }
  }

  private void parts(String path, Map<String, Object> before, Map<String, Object> after) {
    var names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    for (var name : names) {
      one("%s[%s]".formatted(path, name), before.get(name), after.get(name));
    }
  }

  private void one(String path, @Nullable Object before, @Nullable Object after) {
    if (before instanceof Message one && after instanceof Message other) {
      messages(path, one, other);
    } else if (before == null) {
      found.add("%s: added %s".formatted(path, shown(after)));
    } else if (after == null) {
      found.add("%s: removed %s".formatted(path, shown(before)));
    } else if (!before.equals(after)) {
      found.add("%s: %s → %s".formatted(path, shown(before), shown(after)));
    }
  }

  private static @Nullable Object value(Message message, FieldDescriptor field) {
    return message.hasField(field) ? message.getField(field) : null;
  }

  /** The parts of a list by what they are; of equal ones the second is called so. */
  private static Map<String, Object> parts(Message message, FieldDescriptor field) {
    var parts = new LinkedHashMap<String, Object>();
    for (var element : (List<?>) message.getField(field)) {
      var name = name(element);
      var free = name;
      for (int i = 2; parts.containsKey(free); i++) {
        free = "%s #%d".formatted(name, i);
      }
      parts.put(free, element);
    }
    return parts;
  }

  private static String name(Object element) {
    if (!(element instanceof Message message)) {
      return shown(element);
    }
    var names = new ArrayList<String>();
    for (var name : IDENTITY) {
      var field = message.getDescriptorForType().findFieldByName(name);
      if (field != null && (field.isRepeated() || message.hasField(field))) {
        var value = message.getField(field);
        if (value instanceof List<?> list) {
          list.forEach(part -> names.add(shown(part)));
        } else {
          names.add(shown(value));
        }
      }
    }
    return String.join(", ", names);
  }

  private static String shown(@Nullable Object value) {
    var text =
        switch (value) {
          case Message message ->
              TextFormat.printer().emittingSingleLine(true).printToString(message).strip();
          case EnumValueDescriptor constant -> constant.getName();
          case null -> "nothing";
          default -> value.toString();
        };
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }
}
