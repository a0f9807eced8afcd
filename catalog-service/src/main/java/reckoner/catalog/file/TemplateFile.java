package reckoner.catalog.file;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.catalog.v1.Item;
import reckoner.proto.catalog.v1.TemplateExample;

/** A template: the items of a catalog file in YAML, and worked examples of what they cost. */
public final class TemplateFile {
  /** The kind of a document that is an example. */
  public static final String EXAMPLE = "template-example";

  private TemplateFile() {}

  /**
   * What was read.
   *
   * @param items those that could be read; of use only without faults, as the examples
   */
  public record Reading(List<Item> items, List<TemplateExample> examples, List<FileFault> faults) {
    public Reading {
      items = List.copyOf(items);
      examples = List.copyOf(examples);
      faults = List.copyOf(faults);
    }
  }

  /**
   * Reads a template, with every fault at its place.
   *
   * @param check what is wrong with an item, by its fields
   */
  public static Reading read(byte[] file, Function<Item, List<Refusal.Fault>> check) {
    var faults = new FileFaults();
    var items = new ArrayList<Item>();
    var examples = new ArrayList<TemplateExample>();
    try {
      var ofItems = new ArrayList<Node>();
      for (var document : YamlTree.read(FileText.of(file), faults)) {
        if (document instanceof Node.Mapping mapping && isExample(mapping)) {
          examples.add(example(mapping, faults));
        } else {
          ofItems.add(document);
        }
      }
      new ItemReader(faults, check).read(ofItems).forEach(located -> items.add(located.item()));
    } catch (Unreadable end) {
      faults.add(end.place(), "", end.problem());
    }
    return new Reading(items, examples, faults.kept());
  }

  private static boolean isExample(Node.Mapping document) {
    return document.entries().stream()
        .anyMatch(entry ->
            entry.name().equals(Names.KIND)
                && entry.value() instanceof Node.Scalar kind
                && kind.text().equals(EXAMPLE));
  }

  private static TemplateExample example(Node.Mapping document, FileFaults faults) {
    var example = TemplateExample.newBuilder();
    var fields =
        document.entries().stream().filter(entry -> !entry.name().equals(Names.KIND)).toList();
    new MessageReader(faults).fields(example, fields, EXAMPLE, "");
    return example.build();
  }
}
