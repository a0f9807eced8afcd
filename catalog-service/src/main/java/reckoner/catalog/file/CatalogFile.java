package reckoner.catalog.file;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.Item;

/** The items of a catalog as a file: docs/catalog-files.md. */
public final class CatalogFile {
  private static final Map<String, FileFormat> ENDINGS =
      Map.of(
          "yaml", FileFormat.YAML,
          "yml", FileFormat.YAML,
          "json", FileFormat.JSON,
          "csv", FileFormat.CSV);

  private CatalogFile() {}

  /**
   * What was read.
   *
   * @param items those that could be read, in the order of the file; of use only without faults
   * @param faults the first 100
   * @param faultCount how many there are
   */
  public record Reading(List<LocatedItem> items, List<FileFault> faults, int faultCount) {
    public Reading {
      items = List.copyOf(items);
      faults = List.copyOf(faults);
    }
  }

  /** How a file is written, by the ending of its name. */
  public static Optional<FileFormat> format(String fileName) {
    var ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(ENDINGS.get(ending));
  }

  /**
   * Reads a file, with every fault at its place; it never throws for what the file holds.
   *
   * @param check what is wrong with an item, by its fields as requests name them
   */
  public static Reading read(
      FileFormat format, byte[] file, Function<Item, List<Refusal.Fault>> check) {
    var faults = new FileFaults();
    var reader = new ItemReader(faults, check);
    try {
      var documents = documents(format, FileText.of(file), faults);
      var items = reader.read(documents);
      if (items.isEmpty() && faults.count() == 0) {
        faults.add(Node.Place.NONE, "", "holds no item");
      }
      return new Reading(items, faults.kept(), faults.count());
    } catch (Unreadable end) {
      faults.add(end.place(), "", end.problem());
      return new Reading(List.of(), faults.kept(), faults.count());
    }
  }

  private static List<Node> documents(FileFormat format, String text, FileFaults faults)
      throws Unreadable {
    return switch (format) {
      case YAML -> YamlTree.read(text, faults);
      case JSON -> List.of(JsonTree.read(text));
      case CSV -> CsvTree.read(text, faults);
      case FILE_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("the format of a file is known before it is read");
    };
  }

  /**
   * Writes items, in their order, so that reading the file gives them again.
   *
   * @throws reckoner.kit.refusal.Refused where the format cannot say what an item has
   */
  public static String write(FileFormat format, List<Item> items) {
    return switch (format) {
      case YAML -> YamlText.of(trees(items));
      case JSON -> JsonText.of(trees(items));
      case CSV -> CsvText.of(items);
      case FILE_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("the format of a file is known before it is written");
    };
  }

  private static List<Node.Mapping> trees(List<Item> items) {
    return items.stream().map(ItemTree::of).toList();
  }
}
