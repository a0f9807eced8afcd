package reckoner.catalog.file;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads messages out of a tree by their descriptors, so that a new field needs no code. */
final class MessageReader {
  private final FileFaults faults;
  private final ScalarReader scalars;

  MessageReader(FileFaults faults) {
    this.faults = faults;
    this.scalars = new ScalarReader(faults);
  }

  /** What is known of a message of which several entries of a mapping state one field each. */
  private final class Stated {
    private final Map<FieldDescriptor, String> fields = new HashMap<>();
    private final Map<OneofDescriptor, String> choices = new HashMap<>();

    boolean isFirst(FieldDescriptor field, Node.Entry entry, String path) {
      var twice = fields.putIfAbsent(field, entry.name()) != null;
      if (twice) {
        faults.add(entry.place(), path, "stands here twice");
        return false;
      }
      var choice = field.getRealContainingOneof();
      var other = choice == null ? null : choices.putIfAbsent(choice, entry.name());
      if (other != null) {
        faults.add(
            entry.place(), path, "and %s exclude each other: one of them only".formatted(other));
      }
      return other == null;
    }
  }

  /** Reads the entries as fields of a message. */
  void fields(Message.Builder into, Iterable<Node.Entry> entries, String of, String path) {
    var type = into.getDescriptorForType();
    var stated = new Stated();
    for (var entry : entries) {
      var field = Names.field(type, entry.name());
      if (field.isEmpty()) {
        faults.add(
            entry.place(),
            join(path, FileFaults.cut(entry.name())),
            "is no field of %s; accepted are %s".formatted(of, Names.fields(type)));
        continue;
      }
      var at = join(path, field.get().getName());
      if (stated.isFirst(field.get(), entry, at)) {
        field(into, field.get(), entry.value(), at);
      }
    }
  }

  /** Sets a field; where nothing stands it is left out. */
  private void field(Message.Builder into, FieldDescriptor field, Node node, String path) {
    if (node instanceof Node.Scalar scalar && scalar.isNothing()) {
      return;
    }
    if (field.isMapField()) {
      map(into, field, node, path);
    } else if (field.isRepeated()) {
      list(into, field, node, path);
    } else {
      var value = value(into, field, node, path);
      if (value != null) {
        into.setField(field, value);
      }
    }
  }

  private void list(Message.Builder into, FieldDescriptor field, Node node, String path) {
    if (!(node instanceof Node.Sequence list)) {
      faults.add(node.place(), path, "is no list; a list is accepted, such as [a, b]");
      return;
    }
    for (int i = 0; i < list.elements().size(); i++) {
      var at = "%s[%d]".formatted(path, i);
      var element = stated(list.elements().get(i), at);
      var value = element == null ? null : value(into, field, element, at);
      if (value != null) {
        into.addRepeatedField(field, value);
      }
    }
  }

  private void map(Message.Builder into, FieldDescriptor field, Node node, String path) {
    if (!(node instanceof Node.Mapping mapping)) {
      faults.add(node.place(), path, "is no mapping; a value by name is accepted, such as {a: b}");
      return;
    }
    var names = new HashSet<String>();
    for (var entry : mapping.entries()) {
      var at = "%s[\"%s\"]".formatted(path, FileFaults.cut(entry.name()));
      if (!names.add(entry.name())) {
        faults.add(entry.place(), at, "stands here twice");
        continue;
      }
      var made = into.newBuilderForField(field);
      var type = made.getDescriptorForType();
      var name = scalars.text(new Node.Scalar(entry.name(), true, entry.place()), at);
      var given = stated(entry.value(), at);
      var value = given == null ? null : value(made, type.findFieldByNumber(2), given, at);
      if (name != null && value != null) {
        made.setField(type.findFieldByNumber(1), name);
        made.setField(type.findFieldByNumber(2), value);
        into.addRepeatedField(field, made.build());
      }
    }
  }

  /** In a list or mapping a value that is left out would leave a gap. */
  private @Nullable Node stated(Node node, String path) {
    if (node instanceof Node.Scalar scalar && scalar.isNothing()) {
      faults.add(node.place(), path, "is left empty; if it is a text, write it in quotes");
      return null;
    }
    return node;
  }

  private @Nullable Object value(
      Message.Builder parent, FieldDescriptor field, Node node, String path) {
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      return message(parent.newBuilderForField(field), field, node, path);
    }
    if (node instanceof Node.Scalar scalar) {
      return scalars.value(field, scalar, path);
    }
    faults.add(node.place(), path, "is one value, not a list or a mapping");
    return null;
  }

  private @Nullable Message message(
      Message.Builder made, FieldDescriptor field, Node node, String path) {
    var type = made.getDescriptorForType();
    var form = ShortForm.of(type);
    if (form.isPresent() && (node instanceof Node.Scalar || !form.get().hasFields())) {
      var text = node instanceof Node.Scalar scalar ? scalars.text(scalar, path) : "";
      var read = text == null ? null : form.get().parse(text).orElse(null);
      if (text != null && read == null) {
        faults.add(node.place(), path, FileFaults.shown(text) + " " + form.get().hint());
      }
      return read;
    }
    if (node instanceof Node.Mapping mapping) {
      fields(made, mapping.entries(), field.getName(), path);
      return made.build();
    }
    var first = Shorthand.firstField(type);
    if (first.isPresent() && first.get().isRepeated() == node instanceof Node.Sequence) {
      field(made, first.get(), node, join(path, first.get().getName()));
      return made.build();
    }
    faults.add(node.place(), path, "wants its fields by name; accepted are " + Names.fields(type));
    return null;
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
