package reckoner.invoicing.grpc;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import reckoner.kit.refusal.Refusal.Fault;

/** Finds the one character that PostgreSQL cannot keep, U+0000, in any text of a request. */
final class StorableText {
  private StorableText() {}

  static List<Fault> faults(Message message) {
    var faults = new ArrayList<Fault>();
    check("", message, faults);
    return faults;
  }

  private static void check(String prefix, Message message, List<Fault> faults) {
    for (var field : message.getAllFields().entrySet()) {
      var path = prefix + field.getKey().getName();
      if (field.getValue() instanceof List<?> elements) {
        for (int i = 0; i < elements.size(); i++) {
          checkValue(path + "[" + i + "]", elements.get(i), faults);
        }
      } else {
        checkValue(path, field.getValue(), faults);
      }
    }
  }

  private static void checkValue(String path, Object value, List<Fault> faults) {
    if (value instanceof Message message) {
      check(path + ".", message, faults);
    } else if (value instanceof String text && text.indexOf('\0') >= 0) {
      faults.add(new Fault(path, "contains the character U+0000"));
    }
  }
}
