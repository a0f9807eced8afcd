package reckoner.standalone.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * Reads a trace line by line, each by itself, so that a broken line costs no other. Columns are
 * found by the names in the header; others are passed over, and so are blank lines.
 */
final class TraceReader {
  private static final String TIMESTAMP = "TIMESTAMP";
  private static final String CONTEXT = "ContextTokens";
  private static final String GENERATED = "GeneratedTokens";
  private static final List<String> REQUIRED = List.of(TIMESTAMP, CONTEXT, GENERATED);
  private static final int SHOWN_MAX = 2000;
  private static final int YEAR_MAX = 9999;
  private static final DateTimeFormatter UTC_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("[ ]['T']HH:mm:ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalEnd()
          .appendPattern("['Z']")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private final Map<String, Integer> columns;

  private TraceReader(Map<String, Integer> columns) {
    this.columns = columns;
  }

  /** Hands over every line after the header, in order. */
  static void read(InputFile file, Consumer<TraceLine> lines) {
    try (var reader =
        new BoundedLines(
            new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.UTF_8)))) {
      var header = reader.next();
      if (header == null) {
        throw new BadInput(file.name() + " is empty: it has no header");
      }
      var trace = new TraceReader(columns(file, header));
      long number = 1;
      long row = 0;
      for (var text = reader.next(); text != null; text = reader.next()) {
        number++;
        if (!text.isBlank()) {
          lines.accept(trace.line(number, ++row, text));
        }
      }
    } catch (IOException failure) {
      throw file.unreadable(failure);
    }
  }

  private static Map<String, Integer> columns(InputFile file, String header) {
    var columns = new HashMap<String, Integer>();
    var names = cells(header.startsWith("\uFEFF") ? header.substring(1) : header);
    for (int i = 0; i < names.size(); i++) {
      if (columns.put(names.get(i).strip(), i) != null) {
        throw new BadInput(
            "%s line 1: the column %s stands twice".formatted(file.name(), names.get(i)));
      }
    }
    for (var required : REQUIRED) {
      if (!columns.containsKey(required)) {
        throw new BadInput(
            "%s line 1: the header lacks the column %s; needed are %s"
                .formatted(file.name(), required, String.join(", ", REQUIRED)));
      }
    }
    return columns;
  }

  private TraceLine line(long number, long row, String text) {
    try {
      if (text.length() > BoundedLines.LENGTH_MAX) {
        throw new BadInput("is longer than %d characters".formatted(BoundedLines.LENGTH_MAX));
      }
      var cells = cells(text);
      if (cells.size() != columns.size()) {
        throw new BadInput(
            "has %d columns where the header has %d".formatted(cells.size(), columns.size()));
      }
      return new TraceLine.Row(
          number,
          row,
          cell(cells, "Id").orElse(Long.toString(row)),
          time(needed(cells, TIMESTAMP)),
          cell(cells, "Model"),
          cell(cells, "Customer").map(TraceReader::customer),
          needed(cells, CONTEXT),
          cell(cells, "CacheReadTokens"),
          cell(cells, "CacheWriteTokens"),
          needed(cells, GENERATED));
    } catch (BadInput broken) {
      var shown = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) : text;
      return new TraceLine.Broken(number, String.valueOf(broken.getMessage()), shown);
    }
  }

  private String needed(List<String> cells, String column) {
    return cell(cells, column).orElseThrow(() -> new BadInput(column + " is empty"));
  }

  private Optional<String> cell(List<String> cells, String column) {
    var index = columns.get(column);
    return index == null
        ? Optional.empty()
        : Optional.of(cells.get(index).strip()).filter(text -> !text.isEmpty());
  }

  private static String customer(String text) {
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      throw new BadInput("Customer holds a control character");
    }
    return text;
  }

  private static Instant time(String text) {
    try {
      var time = LocalDateTime.parse(text, UTC_TIME);
      if (time.getYear() >= 1 && time.getYear() <= YEAR_MAX) {
        return time.toInstant(ZoneOffset.UTC);
      }
    } catch (DateTimeException broken) {
      throw notATime(text);
    }
    throw notATime(text);
  }

  private static BadInput notATime(String text) {
    return new BadInput(TIMESTAMP + " is not a UTC time like 2026-03-01 09:30:00.25: " + text);
  }

  private static List<String> cells(String line) {
    try (var parser = CSVParser.parse(line, CSVFormat.RFC4180)) {
      var records = parser.getRecords();
      return records.isEmpty() ? List.of() : records.getFirst().toList();
    } catch (IOException | UncheckedIOException | IllegalStateException broken) {
      throw new BadInput("is not CSV: " + broken.getMessage(), broken);
    }
  }
}
