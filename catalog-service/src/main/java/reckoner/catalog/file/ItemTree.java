package reckoner.catalog.file;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import reckoner.proto.catalog.v1.Item;

/**
 * Items as trees that are written: fields in the order of the proto, what is not set left out, the
 * shortest form that reads as the same message.
 */
final class ItemTree {
  private ItemTree() {}

  static Node.Mapping of(Item item) {
    var content =
        Names.kinds().stream()
            .filter(item::hasField)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("an item without content"));
    var entries = new ArrayList<Node.Entry>();
    entries.add(entry(Names.KIND, Node.Scalar.text(Names.kind(content))));
    entries.addAll(fields(item.toBuilder().clearField(content).build()));
    entries.addAll(fields((Message) item.getField(content)));
    return new Node.Mapping(entries, Node.Place.NONE);
  }

  private static Node.Entry entry(String name, Node value) {
    return new Node.Entry(name, Node.Place.NONE, value);
  }

  private static List<Node.Entry> fields(Message message) {
    var set = message.getAllFields();
    return message.getDescriptorForType().getFields().stream()
        .filter(set::containsKey)
        .map(field -> entry(field.getName(), field(field, message.getField(field))))
        .toList();
  }

  private static Node field(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      return map((List<?>) value);
    }
    return field.isRepeated()
        ? new Node.Sequence(
            ((List<?>) value).stream().map(ItemTree::value).toList(), Node.Place.NONE)
        : value(value);
  }

  private static Node map(List<?> entries) {
    var sorted = new TreeMap<String, Node>();
    for (var one : entries) {
      var entry = (Message) one;
      var type = entry.getDescriptorForType();
      sorted.put(
          entry.getField(type.findFieldByNumber(1)).toString(),
          value(entry.getField(type.findFieldByNumber(2))));
    }
    return new Node.Mapping(
        sorted.entrySet().stream().map(one -> entry(one.getKey(), one.getValue())).toList(),
        Node.Place.NONE);
  }

  private static Node value(Object value) {
    return switch (value) {
      case Message message -> message(message);
      case EnumValueDescriptor named -> Node.Scalar.text(Names.value(named));
      case String text -> Node.Scalar.text(text);
      default -> Node.Scalar.bare(value.toString());
    };
  }

  private static Node message(Message message) {
    var type = message.getDescriptorForType();
    var form = ShortForm.of(type);
    if (form.isPresent()) {
      var text = form.get().print(message);
      return form.get().parse(text).equals(Optional.of(message))
          ? Node.Scalar.text(text)
          : new Node.Mapping(fields(message), Node.Place.NONE);
    }
    var first = Shorthand.firstField(type);
    if (first.isPresent() && message.getAllFields().keySet().equals(Set.of(first.get()))) {
      var alone = field(first.get(), message.getField(first.get()));
      if (!(alone instanceof Node.Mapping)) {
        return alone;
      }
    }
    return new Node.Mapping(fields(message), Node.Place.NONE);
  }
}
