package reckoner.catalog.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A price book as its rows say it, one after the other. */
final class CsvBook {
  private final CsvColumns columns;
  private final FileFaults faults;
  private final Node.Scalar key;
  private final Map<String, Node.Scalar> stated = new HashMap<>();
  private final Set<String> dimensions = new HashSet<>();
  private final List<Node> prices = new ArrayList<>();
  private List<String> last = List.of();
  private List<Node> lastTiers = List.of();

  CsvBook(CsvColumns columns, FileFaults faults, Node.Scalar key) {
    this.columns = columns;
    this.faults = faults;
    this.key = key;
  }

  void add(CsvRow row) {
    statesTheBook(row);
    var price = new ArrayList<Node.Entry>();
    var identity = new ArrayList<String>();
    for (var column : CsvColumns.OF_PRICE) {
      var cell = columns.cell(row, column);
      cell.ifPresent(value -> price.add(entry(CsvColumns.field(column), value)));
      identity.add(cell.map(Node.Scalar::text).orElse(""));
    }
    var values = new ArrayList<Node.Entry>();
    for (var dimension : columns.dimensions()) {
      var cell = columns.cell(row, CsvColumns.DIMENSION + dimension);
      cell.ifPresent(value -> values.add(new Node.Entry(dimension, value.place(), value)));
      cell.ifPresent(value -> dimensions.add(dimension));
      identity.add(cell.map(Node.Scalar::text).orElse(""));
    }
    if (!values.isEmpty()) {
      price.add(new Node.Entry("dimensions", row.place(0), mapping(row, values)));
    }
    var model = columns.cell(row, CsvColumns.MODEL).orElse(Node.Scalar.text(""));
    identity.add(model.text());
    if (!CsvColumns.MODELS.contains(model.text())) {
      faults.add(
          columns.cell(row, CsvColumns.MODEL).map(Node.Scalar::place).orElse(row.place(0)),
          CsvColumns.MODEL,
          "%s is not accepted; accepted are %s"
              .formatted(FileFaults.shown(model.text()), String.join(", ", CsvColumns.MODELS)));
      return;
    }
    var isTiered = CsvColumns.TIERED.contains(model.text());
    if (isTiered && identity.equals(last)) {
      lastTiers.add(tier(row));
      return;
    }
    last = identity;
    lastTiers = new ArrayList<>();
    var amounts = isTiered ? tiers(row) : single(row, model);
    var name = model.text().replace('-', '_');
    price.add(
        new Node.Entry(
            "terms",
            row.place(0),
            mapping(
                row,
                List.of(
                    new Node.Entry(
                        "price",
                        row.place(0),
                        mapping(row, List.of(new Node.Entry(name, row.place(0), amounts))))))));
    prices.add(mapping(row, price));
  }

  private void statesTheBook(CsvRow row) {
    for (var column : CsvColumns.OF_BOOK) {
      columns
          .cell(row, column)
          .ifPresent(value -> {
            var first = stated.putIfAbsent(column, value);
            if (first != null && !first.text().equals(value.text())) {
              faults.add(
                  value.place(),
                  column,
                  "is %s, and the same book has %s in line %d"
                      .formatted(
                          FileFaults.shown(value.text()),
                          FileFaults.shown(first.text()),
                          first.place().line()));
            }
          });
    }
  }

  private Node tiers(CsvRow row) {
    lastTiers.add(tier(row));
    return new Node.Sequence(lastTiers, row.place(0));
  }

  private Node tier(CsvRow row) {
    var fields = new ArrayList<Node.Entry>();
    columns.cell(row, CsvColumns.FROM).ifPresent(from -> fields.add(entry("from", from)));
    columns.cell(row, CsvColumns.UP_TO).ifPresent(upTo -> fields.add(entry("up_to", upTo)));
    var rate = rate(row);
    if (!rate.entries().isEmpty()) {
      fields.add(new Node.Entry("rate", rate.place(), rate));
    }
    columns.cell(row, CsvColumns.FLAT).ifPresent(flat -> fields.add(entry("flat", flat)));
    return mapping(row, fields);
  }

  private Node.Mapping rate(CsvRow row) {
    return mapping(
        row,
        Stream.of(CsvColumns.AMOUNT, CsvColumns.PER)
            .flatMap(
                column -> columns.cell(row, column).map(value -> entry(column, value)).stream())
            .toList());
  }

  /** A model of one row. */
  private Node single(CsvRow row, Node.Scalar model) {
    var isFlat = model.text().equals(CsvColumns.FLAT_MODEL);
    for (var column : CsvColumns.OF_TIER) {
      if (!column.equals(CsvColumns.AMOUNT) && (isFlat || !column.equals(CsvColumns.PER))) {
        columns
            .cell(row, column)
            .ifPresent(value ->
                faults.add(value.place(), column, "says nothing of the model " + model.text()));
      }
    }
    var rate = rate(row);
    return isFlat
        ? mapping(row, rate.entries().stream().filter(e -> e.name().equals("amount")).toList())
        : mapping(row, List.of(new Node.Entry("rate", rate.place(), rate)));
  }

  /** The tree of the whole book. */
  Node node() {
    var entries = new ArrayList<Node.Entry>();
    entries.add(new Node.Entry(Names.KIND, key.place(), Node.Scalar.text("price-book")));
    entries.add(entry("key", key));
    for (var column : CsvColumns.OF_BOOK) {
      var value = stated.get(column);
      if (value != null) {
        entries.add(entry(column, value));
      }
    }
    var used =
        columns.dimensions().stream()
            .filter(dimensions::contains)
            .<Node>map(name -> new Node.Scalar(name, true, key.place()))
            .toList();
    entries.add(new Node.Entry("dimensions", key.place(), new Node.Sequence(used, key.place())));
    entries.add(new Node.Entry("prices", key.place(), new Node.Sequence(prices, key.place())));
    return new Node.Mapping(entries, key.place());
  }

  private static Node.Entry entry(String name, Node.Scalar value) {
    return new Node.Entry(name, value.place(), value);
  }

  private static Node.Mapping mapping(CsvRow row, List<Node.Entry> entries) {
    return new Node.Mapping(entries, entries.isEmpty() ? row.place(0) : entries.getFirst().place());
  }
}
