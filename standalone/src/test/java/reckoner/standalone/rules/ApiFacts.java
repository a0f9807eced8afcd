package reckoner.standalone.rules;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What clients of the published contracts rely on, on the wire, in protobuf JSON and in generated
 * stubs: each element with its facts. A later contract keeps every element and fact and may add
 * others. Bounds are not among them, because whether a changed one is wider only people can say.
 */
final class ApiFacts {
  private final Map<String, String> facts = new TreeMap<>();

  private ApiFacts() {}

  static Map<String, String> of(List<FileDescriptorProto> files) {
    var all = new ApiFacts();
    files.forEach(all::file);
    return all.facts;
  }

  /** What a later contract took away or changed, in words; empty where every client goes on. */
  static List<String> broken(Map<String, String> published, Map<String, String> later) {
    var broken = new ArrayList<String>();
    published.forEach((element, fact) -> {
      var now = later.get(element);
      if (now == null) {
        broken.add(element + " is gone");
      } else if (!now.equals(fact)) {
        broken.add("%s was %s and is %s".formatted(element, fact, now));
      }
    });
    return broken;
  }

  private void file(FileDescriptorProto file) {
    var scope = file.getPackage();
    var stub =
        "a class of %s%s"
            .formatted(
                file.getOptions().getJavaPackage(),
                file.getOptions().getJavaMultipleFiles() ? "" : " within another");
    file.getServiceList().forEach(service -> service(scope, service, stub));
    file.getMessageTypeList().forEach(message -> message(scope, message, stub));
    file.getEnumTypeList().forEach(value -> enumeration(scope, value, stub));
  }

  private void service(String scope, ServiceDescriptorProto service, String stub) {
    var name = scope + "." + service.getName();
    facts.put("service " + name, stub);
    for (var rpc : service.getMethodList()) {
      facts.put(
          "rpc %s/%s".formatted(name, rpc.getName()),
          "%s%s to %s%s"
              .formatted(
                  rpc.getClientStreaming() ? "a stream of " : "",
                  rpc.getInputType(),
                  rpc.getServerStreaming() ? "a stream of " : "",
                  rpc.getOutputType()));
    }
  }

  private void message(String scope, DescriptorProto message, String stub) {
    var name = scope + "." + message.getName();
    facts.put("message " + name, stub);
    for (var field : message.getFieldList()) {
      facts.put("field %s %d".formatted(name, field.getNumber()), field(message, field));
    }
    message.getNestedTypeList().forEach(nested -> message(name, nested, stub));
    message.getEnumTypeList().forEach(nested -> enumeration(name, nested, stub));
  }

  private static String field(DescriptorProto message, FieldDescriptorProto field) {
    var type = field.getType().name() + field.getTypeName();
    var choice =
        field.hasOneofIndex() && !field.getProto3Optional()
            ? " of " + message.getOneofDecl(field.getOneofIndex()).getName()
            : "";
    return "%s (%s), %s %s%s%s"
        .formatted(
            field.getName(),
            field.getJsonName(),
            field.getLabel(),
            type,
            field.getProto3Optional() ? " with presence" : "",
            choice);
  }

  private void enumeration(String scope, EnumDescriptorProto enumeration, String stub) {
    var name = scope + "." + enumeration.getName();
    facts.put("enum " + name, stub);
    for (var value : enumeration.getValueList()) {
      facts.put("value %s %d".formatted(name, value.getNumber()), value.getName());
    }
  }
}
