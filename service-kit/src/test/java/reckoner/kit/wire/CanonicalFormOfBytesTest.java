package reckoner.kit.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static reckoner.kit.wire.CanonicalForm.isDecimal;
import static reckoner.kit.wire.CanonicalForm.normalised;
import static reckoner.kit.wire.CanonicalForm.sha256Hex;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.type.Decimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.kit.testing.Seed;
import reckoner.proto.catalog.v1.ItemVersion;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.RegisterContractRequest;
import reckoner.proto.rating.v1.UsageEvent;

/** The form that is read from a message's bytes is the one that its fields have. */
class CanonicalFormOfBytesTest {
  private static final int MESSAGES = 500;
  private static final int DEPTH_MAX = 6;

  private final long seed = Seed.of(CanonicalFormOfBytesTest.class);
  private final Random random = new Random(seed);

  static List<Message> types() {
    return List.of(
        ClosedPeriod.getDefaultInstance(),
        RegisterContractRequest.getDefaultInstance(),
        UsageEvent.getDefaultInstance(),
        AdvanceClockRequest.getDefaultInstance(),
        ItemVersion.getDefaultInstance(),
        Decimal.getDefaultInstance(),
        FileDescriptorProto.getDefaultInstance()); // has every kind of number
  }

  @ParameterizedTest
  @MethodSource("types")
  void itIsThatOfTheFields(Message type) {
    for (int i = 0; i < MESSAGES; i++) {
      var message = fill(type.newBuilderForType(), 0).buildPartial();
      var text = new StringBuilder();
      write(message, text, true);
      assertArrayEquals(
          CanonicalForm.sha256(text.toString().getBytes(StandardCharsets.UTF_8)),
          CanonicalForm.hash(message),
          () -> "seed " + seed + ": " + message);
    }
  }

  private Message.Builder fill(Message.Builder message, int depth) {
    for (var field : message.getDescriptorForType().getFields()) {
      if (random.nextInt(2 + depth) > 0 || field.getType() == FieldDescriptor.Type.GROUP) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(4); i > 0; i--) {
          message.addRepeatedField(field, value(message, field, depth));
        }
      } else {
        message.setField(field, value(message, field, depth));
      }
    }
    if (random.nextInt(10) == 0) { // of a later version
      message.setUnknownFields(
          UnknownFieldSet.newBuilder()
              .addField(
                  100_000 + random.nextInt(9),
                  UnknownFieldSet.Field.newBuilder().addVarint(random.nextLong()).build())
              .build());
    }
    return message;
  }

  private Object value(Message.Builder message, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt(3) - 1;
      case LONG -> random.nextLong() >> random.nextInt(64);
      case FLOAT -> random.nextFloat();
      case DOUBLE -> random.nextInt(3) == 0 ? 0.0 : random.nextGaussian();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text();
      case BYTE_STRING -> ByteString.copyFromUtf8(text());
      case ENUM ->
          field
              .getEnumType()
              .getValues()
              .get(random.nextInt(field.getEnumType().getValues().size()));
      case MESSAGE -> {
        var inner = message.newBuilderForField(field);
        if (field.isMapField()) {
          for (var part : inner.getDescriptorForType().getFields()) {
            inner.setField(part, value(inner, part, depth + 1));
          }
          yield inner.build();
        }
        yield depth == DEPTH_MAX ? inner.buildPartial() : fill(inner, depth + 1).buildPartial();
      }
    };
  }

  private String text() {
    return List.of(
            "", "a", "1.50", "1e2", "-0.0", "\"{;}\"", "é€𝄞", "x".repeat(random.nextInt(200)))
        .get(random.nextInt(8));
  }

  private static void write(Message message, StringBuilder out, boolean outermost) {
    if (message instanceof Decimal decimal) {
      writeText(normalised(decimal.getValue()), out);
      return;
    }
    out.append('{');
    for (var field : new TreeMap<>(message.getAllFields()).entrySet()) {
      var descriptor = field.getKey();
      if (outermost && descriptor.getName().equals("request_id")) {
        continue;
      }
      out.append(descriptor.getNumber()).append(':');
      writeField(descriptor, field.getValue(), out);
      out.append(';');
    }
    out.append('}');
  }

  private static void writeField(FieldDescriptor descriptor, Object value, StringBuilder out) {
    if (descriptor.isMapField()) {
      var sorted = new TreeMap<String, Object>();
      for (var entry : (List<?>) value) {
        var message = (Message) entry;
        var type = message.getDescriptorForType();
        sorted.put(
            String.valueOf(message.getField(type.findFieldByNumber(1))),
            message.getField(type.findFieldByNumber(2)));
      }
      out.append('<');
      for (Map.Entry<String, Object> entry : sorted.entrySet()) {
        writeText(entry.getKey(), out);
        out.append('=');
        writeValue(descriptor, entry.getValue(), out);
        out.append(';');
      }
      out.append('>');
    } else if (descriptor.isRepeated()) {
      out.append('[');
      for (var element : (List<?>) value) {
        writeValue(descriptor, element, out);
        out.append(';');
      }
      out.append(']');
    } else {
      writeValue(descriptor, value, out);
    }
  }

  private static void writeValue(FieldDescriptor descriptor, Object value, StringBuilder out) {
    switch (value) {
      case Message message -> write(message, out, false);
      case String text when isDecimal(descriptor) -> writeText(normalised(text), out);
      case ByteString bytes -> out.append('b').append(sha256Hex(bytes.toByteArray()));
      default -> writeText(value.toString(), out);
    }
  }

  /** Length before text, so that no text can imitate structure. */
  private static void writeText(String text, StringBuilder out) {
    out.append(text.length()).append('"').append(text);
  }
}
