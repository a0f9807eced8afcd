package reckoner.catalog.file;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import reckoner.proto.catalog.v1.Item;

/** What files call the kinds, fields and values of the protos. */
final class Names {
  static final String KIND = "kind";
  private static final OneofDescriptor CONTENT = Item.getDescriptor().getOneofs().getFirst();

  private Names() {}

  /** The fields that hold the content of an item, one a kind. */
  static List<FieldDescriptor> kinds() {
    return CONTENT.getFields();
  }

  /** E.g. {@code price-book}. */
  static String kind(FieldDescriptor content) {
    return content.getName().replace('_', '-');
  }

  static Optional<FieldDescriptor> kind(String name) {
    return kinds().stream()
        .filter(content -> kind(content).equals(name.replace('_', '-')))
        .findFirst();
  }

  /** A field by its name in the proto, or by its name in JSON. */
  static Optional<FieldDescriptor> field(Descriptor message, String name) {
    return message.getFields().stream()
        .filter(field -> field.getName().equals(name) || field.getJsonName().equals(name))
        .findFirst();
  }

  /** E.g. {@code upper-inclusive}. */
  static String value(EnumValueDescriptor value) {
    return value.getName().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A value that may be stated; what stands for nothing stated is none. */
  static Optional<EnumValueDescriptor> value(EnumDescriptor type, String name) {
    var wanted = name.replace('_', '-');
    return type.getValues().stream()
        .filter(value -> value.getNumber() != 0 && value(value).equals(wanted))
        .findFirst();
  }

  /** What may be stated, for messages. */
  static String values(EnumDescriptor type) {
    return type.getValues().stream()
        .filter(value -> value.getNumber() != 0)
        .map(Names::value)
        .collect(Collectors.joining(", "));
  }

  static String fields(Descriptor message) {
    return message.getFields().stream()
        .map(FieldDescriptor::getName)
        .collect(Collectors.joining(", "));
  }
}
