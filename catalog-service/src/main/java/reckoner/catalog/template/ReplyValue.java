package reckoner.catalog.template;

import com.google.protobuf.Message;
import java.util.regex.Pattern;

/** A value of a message by its place, such as {@code grants[0].remaining}. */
final class ReplyValue {
  private static final Pattern STEP = Pattern.compile("([a-z_]+)(?:\\[(\\d{1,6})])?");

  private ReplyValue() {}

  static String at(Message reply, String place) {
    Object value = reply;
    for (var part : place.split("\\.", -1)) {
      var step = STEP.matcher(part);
      if (!step.matches() || !(value instanceof Message message)) {
        throw new IllegalArgumentException("no place in a reply: " + place);
      }
      var field = message.getDescriptorForType().findFieldByName(step.group(1));
      var index = step.group(2);
      if (field == null
          || field.isRepeated() != (index != null)
          || (index != null && Integer.parseInt(index) >= message.getRepeatedFieldCount(field))) {
        throw new IllegalArgumentException(
            "%s is not in the reply: %s".formatted(place, reply.getDescriptorForType().getName()));
      }
      value =
          index == null
              ? message.getField(field)
              : message.getRepeatedField(field, Integer.parseInt(index));
    }
    return value.toString();
  }
}
