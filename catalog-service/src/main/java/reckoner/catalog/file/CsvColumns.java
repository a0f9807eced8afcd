package reckoner.catalog.file;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The columns of prices as rows. */
final class CsvColumns {
  static final String DIMENSION = "dim:";
  static final String BOOK = "book";
  static final String MODEL = "model";
  static final String FROM = "from";
  static final String UP_TO = "up_to";
  static final String AMOUNT = "amount";
  static final String PER = "per";
  static final String FLAT = "flat";

  /** What a row says of its book; the fields have the same names. */
  static final List<String> OF_BOOK =
      List.of("name", "description", "currency", "segment", "customer");

  /** What a row says of its price, beside dimensions and model. */
  static final List<String> OF_PRICE = List.of("product", "start", "end");

  /** What a row says of its tier, or of its price where that has none. */
  static final List<String> OF_TIER = List.of(FROM, UP_TO, AMOUNT, PER, FLAT);

  /** Models of one row, and of one row a tier. */
  static final String FLAT_MODEL = "flat";

  static final String PER_UNIT_MODEL = "per-unit";
  static final List<String> MODELS =
      List.of(FLAT_MODEL, PER_UNIT_MODEL, "graduated", "volume", "stair-step");
  static final Set<String> TIERED = Set.of("graduated", "volume", "stair-step");

  private static final Set<String> NEEDED = Set.of(BOOK, "currency", "product", MODEL);

  private final Map<String, Integer> byName;
  private final List<String> dimensions;

  private CsvColumns(Map<String, Integer> byName, List<String> dimensions) {
    this.byName = byName;
    this.dimensions = dimensions;
  }

  /** All, in the order in which they are written. */
  static List<String> all(List<String> dimensions) {
    return Stream.of(
            Stream.of(BOOK),
            OF_BOOK.stream(),
            OF_PRICE.stream(),
            dimensions.stream().map(name -> DIMENSION + name),
            Stream.of(MODEL),
            OF_TIER.stream())
        .flatMap(names -> names)
        .toList();
  }

  /** The field of a price that a column states. */
  static String field(String column) {
    return column.equals("product") ? column : column + "_time";
  }

  /** By the first row. */
  static CsvColumns of(CsvRow header, FileFaults faults) throws Unreadable {
    var byName = new HashMap<String, Integer>();
    for (int i = 0; i < header.cells().size(); i++) {
      var name = CsvCell.read(header.cells().get(i));
      if (!isKnown(name)) {
        faults.add(
            header.place(i),
            "",
            "%s is no column; accepted are %s, and %s with the name of a dimension"
                .formatted(FileFaults.shown(name), String.join(", ", all(List.of())), DIMENSION));
      } else if (byName.putIfAbsent(name, i) != null) {
        faults.add(header.place(i), "", "the column %s stands here twice".formatted(name));
      }
    }
    var missing =
        all(List.of()).stream()
            .filter(name -> NEEDED.contains(name) && !byName.containsKey(name))
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new Unreadable(
          header.place(0), "the first line names the columns, and lacks " + missing);
    }
    return new CsvColumns(
        byName,
        header.cells().stream()
            .map(CsvCell::read)
            .filter(name -> name.startsWith(DIMENSION) && isKnown(name))
            .distinct()
            .map(name -> name.substring(DIMENSION.length()))
            .toList());
  }

  private static boolean isKnown(String name) {
    return all(List.of()).contains(name)
        || (name.startsWith(DIMENSION) && name.length() > DIMENSION.length());
  }

  List<String> dimensions() {
    return dimensions;
  }

  /** The cell of a row in a column, unless it is empty or there is no such column. */
  Optional<Node.Scalar> cell(CsvRow row, String column) {
    var index = byName.get(column);
    if (index == null || index >= row.cells().size() || row.cells().get(index).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Node.Scalar(CsvCell.read(row.cells().get(index)), true, row.place(index)));
  }
}
