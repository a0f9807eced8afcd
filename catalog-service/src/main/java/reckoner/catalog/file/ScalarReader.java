package reckoner.catalog.file;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Single values, each as its field says: the text of a file has no type of its own. */
final class ScalarReader {
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  private final FileFaults faults;

  ScalarReader(FileFaults faults) {
    this.faults = faults;
  }

  @Nullable Object value(FieldDescriptor field, Node.Scalar scalar, String path) {
    return switch (field.getJavaType()) {
      case STRING -> text(scalar, path);
      case BOOLEAN ->
          switch (scalar.text()) {
            case "true" -> true;
            case "false" -> false;
            default -> refused(scalar, path, "true or false");
          };
      case ENUM -> {
        var value = Names.value(field.getEnumType(), scalar.text());
        yield value.isPresent()
            ? value.get()
            : refused(scalar, path, Names.values(field.getEnumType()));
      }
      case INT -> {
        var number = integer(scalar, path, Integer.MIN_VALUE, Integer.MAX_VALUE);
        yield number == null ? null : Integer.valueOf(number.intValue());
      }
      case LONG -> integer(scalar, path, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT, DOUBLE, BYTE_STRING, MESSAGE ->
          throw new IllegalStateException("no item has a value of " + field.getFullName());
    };
  }

  /** Text that UTF-8 can hold. */
  @Nullable String text(Node.Scalar scalar, String path) {
    var text = scalar.text();
    if (text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      faults.add(scalar.place(), path, "has half of a pair of \\u escapes; write both, or neither");
      return null;
    }
    return text;
  }

  private @Nullable Long integer(Node.Scalar scalar, String path, long min, long max) {
    var wanted = "a whole number in digits alone, %d to %d".formatted(min, max);
    if (!INTEGER.matcher(scalar.text()).matches()) {
      refused(scalar, path, wanted);
      return null;
    }
    try {
      var number = Long.parseLong(scalar.text());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException tooLarge) {
      refused(scalar, path, wanted);
      return null;
    }
    refused(scalar, path, wanted);
    return null;
  }

  private @Nullable Object refused(Node.Scalar scalar, String path, String accepted) {
    faults.add(
        scalar.place(),
        path,
        "%s is not accepted; accepted are %s".formatted(FileFaults.shown(scalar.text()), accepted));
    return null;
  }
}
