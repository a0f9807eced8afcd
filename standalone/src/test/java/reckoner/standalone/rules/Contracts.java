package reckoner.standalone.rules;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The published contracts, read from the descriptors that the proto module ships. */
final class Contracts {
  private static final String OURS = "reckoner.";

  private Contracts() {}

  /**
   * Something in a contract that a reader of it wants explained.
   *
   * @param name full name, such as {@code reckoner.rating.v1.Contract.zone}
   * @param comment as one line; empty where there is none
   */
  record Element(String name, String comment) {}

  /** The files of our own packages. */
  static List<FileDescriptorProto> files() throws IOException {
    try (var stream = Contracts.class.getResourceAsStream("/reckoner/api.desc")) {
      if (stream == null) {
        throw new IllegalStateException("the proto module ships no descriptors");
      }
      return FileDescriptorSet.parseFrom(stream).getFileList().stream()
          .filter(file -> file.getPackage().startsWith(OURS))
          .toList();
    }
  }

  /** Every RPC, by its full method name such as {@code reckoner.clock.v1.ClockService/GetClock}. */
  static Map<String, Element> rpcs(FileDescriptorProto file) {
    return walk(file).stream()
        .filter(element -> element.name().contains("/"))
        .collect(Collectors.toMap(Element::name, Function.identity()));
  }

  /** Every service, RPC, message, field, enum and enum value of a file. */
  static List<Element> walk(FileDescriptorProto file) {
    var walk = new Walk(file);
    for (int i = 0; i < file.getServiceCount(); i++) {
      var service = file.getService(i);
      var name = file.getPackage() + "." + service.getName();
      walk.add(name, List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, i));
      for (int j = 0; j < service.getMethodCount(); j++) {
        walk.add(
            name + "/" + service.getMethod(j).getName(),
            List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, i, 2, j));
      }
    }
    for (int i = 0; i < file.getMessageTypeCount(); i++) {
      walk.message(
          file.getPackage(),
          file.getMessageType(i),
          List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, i));
    }
    for (int i = 0; i < file.getEnumTypeCount(); i++) {
      walk.enumeration(
          file.getPackage(),
          file.getEnumType(i),
          List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
    }
    return walk.elements;
  }

  /** Goes through one file; a path is protoc's own way to name a place in it. */
  private static final class Walk {
    private final Map<List<Integer>, String> comments;
    private final List<Element> elements = new ArrayList<>();

    Walk(FileDescriptorProto file) {
      comments =
          file.getSourceCodeInfo().getLocationList().stream()
              .collect(
                  Collectors.toMap(Location::getPathList, Walk::comment, (first, other) -> first));
    }

    private static String comment(Location location) {
      return (location.getLeadingComments() + " " + location.getTrailingComments())
          .replaceAll("\\s+", " ")
          .strip();
    }

    void add(String name, List<Integer> path) {
      elements.add(new Element(name, comments.getOrDefault(path, "")));
    }

    void message(String scope, DescriptorProto message, List<Integer> path) {
      if (message.getOptions().getMapEntry()) {
        return;
      }
      var name = scope + "." + message.getName();
      add(name, path);
      for (int i = 0; i < message.getFieldCount(); i++) {
        add(
            name + "." + message.getField(i).getName(),
            below(path, DescriptorProto.FIELD_FIELD_NUMBER, i));
      }
      for (int i = 0; i < message.getNestedTypeCount(); i++) {
        message(
            name,
            message.getNestedType(i),
            below(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, i));
      }
      for (int i = 0; i < message.getEnumTypeCount(); i++) {
        enumeration(
            name, message.getEnumType(i), below(path, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
      }
    }

    void enumeration(String scope, EnumDescriptorProto type, List<Integer> path) {
      var name = scope + "." + type.getName();
      add(name, path);
      for (int i = 0; i < type.getValueCount(); i++) {
        add(
            name + "." + type.getValue(i).getName(),
            below(path, EnumDescriptorProto.VALUE_FIELD_NUMBER, i));
      }
    }

    private static List<Integer> below(List<Integer> path, int field, int index) {
      var longer = new ArrayList<>(path);
      longer.add(field);
      longer.add(index);
      return List.copyOf(longer);
    }
  }
}
