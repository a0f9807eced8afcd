package reckoner.catalog.file;

import build.buf.validate.FieldRules;
import build.buf.validate.ValidateProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a message stands for its first field alone: {@code flat: 29} for {@code flat: {amount:
 * 29}}. It is so for every message that needs no other field.
 */
final class Shorthand {
  private Shorthand() {}

  /** The field to which a value goes that stands where this message is wanted. */
  static Optional<FieldDescriptor> firstField(Descriptor message) {
    if (message.getFields().isEmpty()) {
      return Optional.empty();
    }
    var first = message.getFields().getFirst();
    var standsAlone =
        !first.isMapField()
            && first.getRealContainingOneof() == null
            && message.getRealOneofs().stream().noneMatch(Shorthand::isNeeded)
            && message.getFields().stream().skip(1).noneMatch(Shorthand::isNeeded);
    return standsAlone ? Optional.of(first) : Optional.empty();
  }

  private static boolean isNeeded(OneofDescriptor oneof) {
    return oneof.getOptions().getExtension(ValidateProto.oneof).getRequired();
  }

  private static boolean isNeeded(FieldDescriptor field) {
    FieldRules rules = field.getOptions().getExtension(ValidateProto.field);
    return field.getRealContainingOneof() == null
        && (rules.getRequired()
            || rules.getRepeated().getMinItems() > 0
            || rules.getMap().getMinPairs() > 0
            || rules.getString().getMinLen() > 0
            || (rules.getString().hasPattern()
                && !Pattern.matches(rules.getString().getPattern(), "")));
  }
}
