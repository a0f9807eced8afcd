package reckoner.standalone.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import reckoner.standalone.print.TextTable;

/**
 * The rows of a benchmark.
 *
 * @param counted what {@link Row#count} counts, such as {@code events}
 * @param limit what the limit is, in words
 */
public record Report(String bench, String counted, List<Row> rows, String limit) {
  public Report {
    rows = List.copyOf(rows);
  }

  /** As a table, with what the limit is. */
  public List<String> table() {
    var table = new TextTable(1);
    table.row(List.of(bench, counted, "measured", "limit", "unit", "ratio", "goal"));
    for (var row : rows) {
      table.row(
          List.of(
              row.name(),
              number(row.count()),
              number(row.measured()),
              number(row.limit()),
              row.unit(),
              row.ratio().toPlainString(),
              row.goal().words()));
    }
    var lines = new ArrayList<>(table.lines());
    for (var row : rows) {
      if (!row.facts().isEmpty()) {
        lines.add(
            row.facts().entrySet().stream()
                .map(fact -> number(fact.getValue()) + " " + fact.getKey().replace('_', ' '))
                .collect(Collectors.joining(", ", row.name() + ": ", "")));
      }
    }
    lines.add(
        "limit: %s; heap at most %,d MB, %d processors"
            .formatted(
                limit,
                Runtime.getRuntime().maxMemory() >> 20,
                Runtime.getRuntime().availableProcessors()));
    return lines;
  }

  /** A line of JSON for each row. */
  public List<String> json() {
    return rows.stream().map(this::json).toList();
  }

  private String json(Row row) {
    var facts =
        row.facts().entrySet().stream()
            .map(fact -> ", \"%s\": %d".formatted(fact.getKey(), fact.getValue()))
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "{\"bench\": \"%s\", \"row\": \"%s\", \"count\": %d, \"unit\": \"%s\", \"measured\": %d,"
            + " \"limit\": %d, \"ratio\": %s, \"goal\": \"%s\"%s}",
        bench,
        row.name(),
        row.count(),
        row.unit(),
        row.measured(),
        row.limit(),
        row.ratio().toPlainString(),
        row.goal().words(),
        facts);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
