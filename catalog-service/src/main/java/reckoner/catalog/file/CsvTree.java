package reckoner.catalog.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Rows of prices as the tree that YAML would have: one book for each key, one price for each row,
 * or for the rows of its tiers, which follow each other.
 */
final class CsvTree {
  private final String text;
  private final FileFaults faults;
  private final FileBounds bounds = new FileBounds();
  private final Map<String, CsvBook> books = new LinkedHashMap<>();

  private int line = 1;
  private int reached;

  private CsvTree(String text, FileFaults faults) {
    this.text = text;
    this.faults = faults;
  }

  static List<Node> read(String text, FileFaults faults) throws Unreadable {
    var tree = new CsvTree(text, faults);
    try (var parser = CSVParser.parse(text, CSVFormat.RFC4180)) {
      tree.read(parser.iterator());
    } catch (UncheckedIOException broken) {
      throw new Unreadable(
          new Node.Place(tree.line + 1, 1), "is not CSV from here on: " + broken.getMessage());
    } catch (IOException impossible) {
      throw new IllegalStateException("a text is always there", impossible);
    }
    var nodes = new ArrayList<Node>();
    tree.books.values().forEach(book -> nodes.add(book.node()));
    return nodes;
  }

  private void read(Iterator<CSVRecord> records) throws Unreadable {
    if (!records.hasNext()) {
      throw new Unreadable(Node.Place.NONE, "the first line names the columns, and is missing");
    }
    var header = row(records.next());
    var columns = CsvColumns.of(header, faults);
    while (records.hasNext()) {
      var row = row(records.next());
      for (int i = 0; i < row.cells().size(); i++) {
        bounds.count(row.place(i), 1);
      }
      if (row.cells().stream().allMatch(String::isEmpty)) {
        continue; // spreadsheets leave such rows at the end
      }
      if (row.cells().size() > header.cells().size()) {
        faults.add(
            row.place(header.cells().size()),
            "",
            "the row has %d cells, and the first line names %d columns"
                .formatted(row.cells().size(), header.cells().size()));
      }
      var book = columns.cell(row, CsvColumns.BOOK);
      if (book.isEmpty()) {
        faults.add(
            row.place(0), CsvColumns.BOOK, "is empty; the key of the price book is accepted");
      } else {
        books
            .computeIfAbsent(book.get().text(), key -> new CsvBook(columns, faults, book.get()))
            .add(row);
      }
    }
  }

  /** The row with the line in which it begins, however many lines its cells have. */
  private CsvRow row(CSVRecord record) {
    var start = Math.toIntExact(record.getCharacterPosition());
    for (; reached < start; reached++) {
      var character = text.charAt(reached);
      if (character == '\n'
          || (character == '\r'
              && reached + 1 < text.length()
              && text.charAt(reached + 1) != '\n')) {
        line++;
      }
    }
    return new CsvRow(line, record.toList());
  }
}
