package reckoner.standalone.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.rating.wire.UsageJson;
import reckoner.standalone.demo.BadInput;

/** How the lines of a file say usage: a JSON object each, or CSV under a header. */
sealed interface LineFormat {
  Set<String> FIELDS =
      UsageEvent.getDescriptor().getFields().stream()
          .map(field -> field.getName())
          .collect(Collectors.toUnmodifiableSet());

  /** Whether the first line holds no usage but the names of the columns. */
  boolean hasHeader();

  /** What a line says, as the JSON of an event. */
  JsonNode read(String line) throws IOException;

  /** A JSON object a line, with the names of the proto. */
  record JsonLines() implements LineFormat {
    @Override
    public boolean hasHeader() {
      return false;
    }

    @Override
    public JsonNode read(String line) throws IOException {
      return UsageJson.parse(line.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Cells in the order of the columns; an empty one states nothing. */
  record Csv(List<String> columns) implements LineFormat {
    private static final Set<String> MAPS = Set.of("quantities", "dimensions", "evidence");

    public Csv {
      columns = List.copyOf(columns);
    }

    /**
     * Reads a header.
     *
     * @throws BadInput where a column is unknown or there twice: what it says would be lost
     */
    static Csv ofHeader(String file, String header) {
      List<String> columns;
      try {
        columns = cells(header).stream().map(String::strip).toList();
      } catch (IOException broken) {
        throw new BadInput("%s:1 is no CSV header: %s".formatted(file, broken), broken);
      }
      if (columns.isEmpty()) {
        throw new BadInput("%s:1 names no columns".formatted(file));
      }
      var seen = new HashSet<String>();
      for (var column : columns) {
        if (!isKnown(column)) {
          throw new BadInput(
              "%s:1 has a column '%s'; columns are %s, and quantities.NAME, dimensions.NAME, evidence.NAME"
                  .formatted(
                      file,
                      column,
                      FIELDS.stream()
                          .filter(field -> !MAPS.contains(field))
                          .sorted()
                          .collect(Collectors.joining(", "))));
        }
        if (!seen.add(column)) {
          throw new BadInput("%s:1 has the column '%s' twice".formatted(file, column));
        }
      }
      return new Csv(columns);
    }

    private static boolean isKnown(String column) {
      var dot = column.indexOf('.');
      return dot < 0
          ? FIELDS.contains(column) && !MAPS.contains(column)
          : MAPS.contains(column.substring(0, dot)) && dot < column.length() - 1;
    }

    @Override
    public boolean hasHeader() {
      return true;
    }

    @Override
    public JsonNode read(String line) throws IOException {
      var cells = cells(line);
      if (cells.size() != columns.size()) {
        throw new IOException(
            "has %d cells under %d columns".formatted(cells.size(), columns.size()));
      }
      var event = JsonNodeFactory.instance.objectNode();
      for (int i = 0; i < cells.size(); i++) {
        if (!cells.get(i).isEmpty()) {
          put(event, columns.get(i), cells.get(i));
        }
      }
      return event;
    }

    private static void put(ObjectNode event, String column, String cell) {
      var dot = column.indexOf('.');
      if (dot < 0) {
        event.put(column, cell);
      } else {
        event.withObjectProperty(column.substring(0, dot)).put(column.substring(dot + 1), cell);
      }
    }

    private static List<String> cells(String line) throws IOException {
      try (var parser = CSVParser.parse(line, CSVFormat.RFC4180)) {
        var records = parser.getRecords();
        return records.isEmpty() ? List.of() : records.getFirst().toList();
      } catch (UncheckedIOException | IllegalStateException broken) {
        throw new IOException("is not CSV: " + broken.getMessage(), broken);
      }
    }
  }

  /** The format that a file's name says: none where it ends otherwise. */
  static Optional<Boolean> isCsv(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv")) {
      return Optional.of(true);
    }
    return lower.endsWith(".jsonl") || lower.endsWith(".ndjson")
        ? Optional.of(false)
        : Optional.empty();
  }
}
