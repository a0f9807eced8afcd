package reckoner.catalog.file;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.catalog.v1.Item;

/** An item of a file, which knows where in the file each of its fields stands. */
public final class LocatedItem {
  /** {@code name}, {@code [2]}, {@code ["a value"]} or {@code [a value]}. */
  private static final Pattern STEP =
      Pattern.compile("\\.?([a-z0-9_]+)|\\[(\\d+)]|\\[\"(.*?)\"]|\\[(.*?)]", Pattern.DOTALL);

  private final Item item;
  private final Node.Mapping root;

  LocatedItem(Item item, Node.Mapping root) {
    this.item = item;
    this.root = root;
  }

  public Item item() {
    return item;
  }

  /** What is wrong with a field of the item, at the field's place in the file. */
  public FileFault fault(Refusal.Fault fault) {
    var path = inFile(fault.field());
    var place = place(path);
    return new FileFault(place.line(), place.column(), path, fault.message());
  }

  /** The field as the file has it: the content's fields stand beside key and name. */
  private String inFile(String field) {
    return Names.kinds().stream()
        .filter(content -> item.hasField(content))
        .map(content -> content.getName() + ".")
        .filter(field::startsWith)
        .findFirst()
        .map(content -> field.substring(content.length()))
        .orElse(field);
  }

  /** Of the field, or of what stands in the file for it or around it. */
  Node.Place place(String path) {
    var steps = STEP.matcher(path);
    Node at = root;
    var place = root.place();
    var from = 0;
    while (from < path.length() && steps.find(from) && steps.start() == from) {
      from = steps.end();
      var next = step(at, steps.group(1), steps.group(2), either(steps.group(3), steps.group(4)));
      if (next == null && !(at instanceof Node.Mapping)) {
        continue; // a short form stands for the message whose field is meant
      }
      if (next == null) {
        return place;
      }
      at = next.value();
      place = next.place();
    }
    return place;
  }

  private static @Nullable String either(@Nullable String one, @Nullable String other) {
    return one == null ? other : one;
  }

  private static Node.@Nullable Entry step(
      Node at, @Nullable String field, @Nullable String index, @Nullable String name) {
    if (at instanceof Node.Sequence list && index != null && index.length() < 8) {
      var i = Integer.parseInt(index);
      return i < list.elements().size()
          ? new Node.Entry(index, list.elements().get(i).place(), list.elements().get(i))
          : null;
    }
    if (at instanceof Node.Mapping mapping) {
      var wanted = field == null ? either(name, index) : field;
      return mapping.entries().stream()
          .filter(entry ->
              entry.name().equals(wanted) || (field != null && snake(entry.name()).equals(field)))
          .findFirst()
          .orElse(null);
    }
    return null;
  }

  private static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
  }
}
