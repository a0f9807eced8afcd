package reckoner.catalog.file;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.type.TimeOfDay;
import java.util.List;
import java.util.Random;
import reckoner.proto.catalog.v1.Item;
import reckoner.proto.pricing.v1.Rate;

/** Items of every kind with every field, by their descriptors; they need not mean anything. */
final class RandomItems {
  private static final int DEPTH_MAX = 7;

  /** Texts that a format may take for something else. */
  private static final List<String> TEXTS =
      List.of(
          "a",
          "seat",
          "0.99",
          "2.50",
          "1000000",
          "null",
          "~",
          "true",
          "no",
          "On",
          "012",
          "1:30",
          "1_000",
          "2026-01-01",
          "-",
          "--- a",
          "...",
          "?",
          "- a",
          "a: b",
          "a:",
          ":a",
          "a #b",
          "#a",
          "'",
          "\"",
          "\\",
          "\\n",
          "[a]",
          "{a}",
          "a, b",
          "&a",
          "*a",
          "!a",
          "!!str a",
          "|",
          ">",
          "%a",
          "@a",
          "`a`",
          " a",
          "a ",
          "a  b",
          "a\nb",
          "a\nb\n",
          "\na",
          "a\n",
          "a\n\nb",
          "a \nb",
          "a\tb",
          "\ta",
          "a\r\nb",
          "a\rb",
          "é",
          "日本",
          "\uD83D\uDE00",
          "\u0085",
          "\u00a0x",
          "\u2028",
          "\uFEFF",
          "\u0007",
          "\u007f",
          "2.50 per 1000000",
          "1 per x",
          "=1+1",
          "+1",
          "<<",
          "a/b",
          "event_type == \"call\" && quantities[\"input\"] > 3",
          "first line: of several\n  indented\nand # no comment",
          "x".repeat(150),
          "y".repeat(1200));

  private final Random random;

  RandomItems(long seed) {
    this.random = new Random(seed);
  }

  Item item(FieldDescriptor kind) {
    var item =
        Item.newBuilder()
            .setKey("key-" + random.nextInt(1_000_000))
            .setName(text())
            .setDescription(random.nextBoolean() ? "" : text());
    var content = item.newBuilderForField(kind);
    fill(content, 0);
    return item.setField(kind, content.build()).build();
  }

  private void fill(Message.Builder into, int depth) {
    for (var field : into.getDescriptorForType().getFields()) {
      if (random.nextInt(10) < (depth > DEPTH_MAX ? 9 : 4)) {
        continue;
      }
      if (field.isMapField() || field.isRepeated()) {
        int count = depth > DEPTH_MAX ? 0 : random.nextInt(4);
        for (int i = 0; i < count; i++) {
          if (field.isMapField()) {
            entry(into, field, i, depth);
          } else {
            into.addRepeatedField(field, value(into, field, depth));
          }
        }
      } else if (depth <= DEPTH_MAX || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        into.setField(field, value(into, field, depth));
      }
    }
  }

  private void entry(Message.Builder into, FieldDescriptor field, int number, int depth) {
    var entry = into.newBuilderForField(field);
    var type = entry.getDescriptorForType();
    entry.setField(type.findFieldByNumber(1), text() + number);
    entry.setField(type.findFieldByNumber(2), value(entry, type.findFieldByNumber(2), depth));
    into.addRepeatedField(field, entry.build());
  }

  private Object value(Message.Builder parent, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case STRING -> text();
      case INT -> random.nextBoolean() ? random.nextInt() : random.nextInt(5);
      case LONG -> random.nextBoolean() ? random.nextLong() : random.nextInt(5);
      case BOOLEAN -> random.nextBoolean();
      case ENUM -> {
        var values = field.getEnumType().getValues();
        yield values.get(1 + random.nextInt(values.size() - 1)); // 0 is nothing stated
      }
      case MESSAGE -> message(parent.newBuilderForField(field), depth);
      case FLOAT, DOUBLE, BYTE_STRING ->
          throw new IllegalStateException("no item has a value of " + field.getFullName());
    };
  }

  private Message message(Message.Builder made, int depth) {
    switch (made) {
      case Timestamp.Builder time -> {
        var midnight = random.nextInt(-500_000, 500_000) * 86_400L;
        time.setSeconds(random.nextBoolean() ? midnight : midnight + random.nextInt(86_400));
        time.setNanos(random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
      }
      case Duration.Builder length -> {
        var units = List.of(1, 60, 3_600, 86_400);
        length.setSeconds(random.nextLong(100) * units.get(random.nextInt(4)));
        length.setNanos(random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
      }
      case TimeOfDay.Builder time -> {
        time.setHours(random.nextInt(24)).setMinutes(random.nextInt(60));
        time.setSeconds(random.nextBoolean() ? 0 : random.nextInt(60));
        time.setNanos(random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
      }
      case Rate.Builder rate -> {
        rate.setAmount(random.nextInt(4) == 0 ? text() : "0." + random.nextInt(1, 1000));
        rate.setPer(random.nextBoolean() ? 0 : random.nextInt(1, 1_000_001));
      }
      default -> fill(made, depth + 1);
    }
    return made.build();
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }
}
