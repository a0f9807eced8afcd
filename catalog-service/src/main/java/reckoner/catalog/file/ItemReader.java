package reckoner.catalog.file;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.catalog.v1.Item;

/** Reads items out of the documents of a file. */
final class ItemReader {
  private static final Set<String> OF_EVERY_ITEM = Set.of("key", "name", "description");

  private final FileFaults faults;
  private final Function<Item, List<Refusal.Fault>> check;
  private final List<LocatedItem> items = new ArrayList<>();
  private final Map<String, Node.Place> keys = new HashMap<>();

  /**
   * @param check what is wrong with an item that could be read, by its fields
   */
  ItemReader(FileFaults faults, Function<Item, List<Refusal.Fault>> check) {
    this.faults = faults;
    this.check = check;
  }

  List<LocatedItem> read(List<Node> documents) throws Unreadable {
    for (var document : documents) {
      if (document instanceof Node.Sequence list) {
        for (var element : list.elements()) {
          item(element);
        }
      } else {
        item(document);
      }
    }
    return items;
  }

  private void item(Node node) throws Unreadable {
    if (items.size() == FileBounds.ITEMS_MAX) {
      throw new Unreadable(
          node.place(), "a file has at most %,d items".formatted(FileBounds.ITEMS_MAX));
    }
    if (!(node instanceof Node.Mapping mapping)) {
      faults.add(
          node.place(), "", "is no item; accepted are kind, key, name and the item's fields");
      return;
    }
    kind(mapping).ifPresent(content -> item(mapping, content));
  }

  private Optional<FieldDescriptor> kind(Node.Mapping mapping) {
    var stated =
        mapping.entries().stream().filter(entry -> entry.name().equals(Names.KIND)).toList();
    stated.stream()
        .skip(1)
        .forEach(twice -> faults.add(twice.place(), Names.KIND, "stands here twice"));
    var kind =
        stated.isEmpty() || !(stated.getFirst().value() instanceof Node.Scalar scalar)
            ? Optional.<FieldDescriptor>empty()
            : Names.kind(scalar.text());
    if (kind.isEmpty()) {
      faults.add(
          stated.isEmpty() ? mapping.place() : stated.getFirst().value().place(),
          Names.KIND,
          "names no kind of item; accepted are "
              + Names.kinds().stream().map(Names::kind).collect(Collectors.joining(", ")));
    }
    return kind;
  }

  private void item(Node.Mapping mapping, FieldDescriptor content) {
    var before = faults.mark();
    var parts =
        mapping.entries().stream()
            .filter(entry -> !entry.name().equals(Names.KIND))
            .collect(Collectors.partitioningBy(entry -> OF_EVERY_ITEM.contains(entry.name())));
    var reader = new MessageReader(faults);
    var item = Item.newBuilder();
    reader.fields(item, parts.getOrDefault(true, List.of()), "an item", "");
    var made = item.newBuilderForField(content);
    reader.fields(made, parts.getOrDefault(false, List.of()), Names.kind(content), "");
    item.setField(content, made.build());
    var located = new LocatedItem(item.build(), mapping);
    checkKey(located, Names.kind(content));
    var read = faults.since(before);
    for (var found : check.apply(located.item())) {
      var fault = located.fault(found);
      if (read.stream().noneMatch(other -> isAbout(fault.path(), other))) {
        faults.add(new Node.Place(fault.line(), fault.column()), fault.path(), fault.message());
      }
    }
    items.add(located);
  }

  private void checkKey(LocatedItem located, String kind) {
    var place = located.place("key");
    var first = keys.putIfAbsent(kind + " " + located.item().getKey(), place);
    if (first != null && !located.item().getKey().isEmpty()) {
      faults.add(
          place,
          "key",
          "%s stands in the file twice, first in line %d"
              .formatted(FileFaults.shown(located.item().getKey()), first.line()));
    }
  }

  /** Whether a fault follows from one that the reading found in, above or below the same field. */
  private static boolean isAbout(String path, String read) {
    return path.startsWith(read) || read.startsWith(path);
  }
}
