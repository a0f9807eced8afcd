package reckoner.standalone.usage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.rating.wire.UsageJson;
import reckoner.standalone.platform.StartFailure;
import reckoner.standalone.usage.ImportPosition.Mark;

/**
 * Brings the usage of one file in, line by line. What is answered is noted from time to time, and
 * an import that was interrupted goes on from there; lines that are sent twice are duplicates.
 */
final class FileImport {
  /** Of a line from which no event could be read. */
  static final String UNREADABLE = "UNREADABLE";

  /** Of a line that a rehearsal found nothing wrong with. */
  static final String READABLE = "READABLE";

  private static final int NOTED_EVERY_LINES = 10_000;

  private final Source source;
  private final Destination destination;
  private final Path kept;
  private final Consumer<String> tell;
  private final Map<String, Long> counts = new TreeMap<>();
  private Mark counted = Mark.BEGIN;
  private Mark settled = Mark.BEGIN;
  private Mark answered = Mark.BEGIN;
  private long notedLines;
  private boolean isLost;

  /**
   * What is imported.
   *
   * @param defaults what a line need not state
   * @param rejects where the lines go that became no usage
   */
  record Source(Path file, boolean isCsv, UsageEvent defaults, Path rejects) {
    String name() {
      return String.valueOf(file.getFileName());
    }
  }

  /** Where the usage goes. */
  @FunctionalInterface
  interface Destination {
    /** Opens the way for one file. */
    Way open(IngestStream.Answers<Entry> answers);

    /** Takes events and says, in their order, what became of them. */
    interface Way extends AutoCloseable {
      void add(Entry entry, Optional<UsageEvent> event);

      void finish();

      @Override
      void close();
    }
  }

  /** A line on its way. */
  record Entry(Mark mark, String eventId, Optional<UsageJson.Fault> fault, String text) {}

  /**
   * Makes an import.
   *
   * @param kept the file that holds how far it came
   */
  FileImport(Source source, Destination destination, Path kept, Consumer<String> tell) {
    this.source = source;
    this.destination = destination;
    this.kept = kept;
    this.tell = tell;
  }

  /** Lines by what became of them. */
  Map<String, Long> run() throws IOException {
    var before = ImportPosition.read(kept, source.file());
    if (before.isPresent() && !pass(before.get())) {
      tell.accept("the ledger lacks what was sent before: all is sent again");
      before = Optional.empty();
    }
    if (before.isEmpty()) {
      pass(new ImportPosition(Mark.BEGIN, Mark.BEGIN, 0, Map.of(), ""));
    }
    Files.deleteIfExists(kept);
    return counts;
  }

  /** Goes through the file from a position; false where the ledger lacks what was before it. */
  private boolean pass(ImportPosition from) throws IOException {
    counts.clear();
    counts.putAll(from.counts());
    counted = from.settled();
    settled = from.checkFrom();
    answered = from.checkFrom();
    notedLines = counted.lines();
    isLost = false;
    if (counted.lines() > 0) {
      tell.accept("%s: goes on behind line %,d".formatted(source.name(), counted.lines()));
    }
    try (var rejects = Rejects.open(source.rejects(), from.rejectsBytes());
        var way = destination.open(new Answered(rejects))) {
      send(from.checkFrom(), way);
      if (!isLost) {
        rejects.finish();
      }
      return !isLost;
    }
  }

  private void send(Mark from, Destination.Way way) throws IOException {
    var format = format(source);
    try (var lines =
        new InputLines(Files.newInputStream(source.file()), from.bytes(), from.lines())) {
      for (var line = lines.next(); line != null && !isLost; line = lines.next()) {
        boolean isHeader = line.number() == 1 && format.hasHeader();
        if (!isHeader && !line.isBlank()) {
          add(format, line, way);
        }
      }
      if (!isLost) {
        way.finish();
      }
    }
  }

  /** How a file's lines are read; looks at the header. */
  static LineFormat format(Source source) throws IOException {
    if (!source.isCsv()) {
      return new LineFormat.JsonLines();
    }
    try (var lines = new InputLines(Files.newInputStream(source.file()), 0, 0)) {
      var header = lines.next();
      return LineFormat.Csv.ofHeader(
          source.name(), header == null ? "" : header.text().orElse("what is not UTF-8"));
    }
  }

  private void add(LineFormat format, InputLines.Line line, Destination.Way way) {
    var mark = new Mark(line.end(), line.number());
    var event = UsageEvent.newBuilder();
    var fault =
        line.text().isEmpty()
            ? Optional.of(
                new UsageJson.Fault(
                    "", "is not UTF-8, or has more than %,d bytes".formatted(InputLines.BYTES_MAX)))
            : read(format, line.text().get(), event);
    if (fault.isPresent()) {
      way.add(new Entry(mark, event.getEventId(), fault, line.text().orElse("")), Optional.empty());
    } else {
      var complete = withDefaults(event);
      way.add(new Entry(mark, complete.getEventId(), fault, ""), Optional.of(complete));
    }
  }

  private static Optional<UsageJson.Fault> read(
      LineFormat format, String line, UsageEvent.Builder event) {
    try {
      return UsageJson.merge(format.read(line), LineFormat.FIELDS, event);
    } catch (IOException broken) {
      return Optional.of(new UsageJson.Fault("", UsageJson.words(broken)));
    }
  }

  private UsageEvent withDefaults(UsageEvent.Builder event) {
    source
        .defaults()
        .getAllFields()
        .forEach((field, value) -> {
          if (!event.hasField(field)) {
            event.setField(field, value);
          }
        });
    return event.build();
  }

  /** Counts, and keeps what was rejected. */
  private final class Answered implements IngestStream.Answers<Entry> {
    private final Rejects rejects;

    Answered(Rejects rejects) {
      this.rejects = rejects;
    }

    @Override
    public void answered(Entry entry, Optional<EventResult> result) {
      answered = entry.mark();
      if (entry.mark().lines() <= counted.lines()) {
        isLost |= result.map(EventResult::getStatus).filter(FileImport::isFirst).isPresent();
        return;
      }
      var status = result.map(FileImport::name).orElse(UNREADABLE);
      counts.merge(status, 1L, Long::sum);
      try {
        if (entry.fault().isPresent()) {
          var fault = entry.fault().get();
          rejects.add(
              new Rejects.Line(
                  entry.mark().lines(),
                  entry.eventId(),
                  status,
                  "FIELD_INVALID",
                  fault.field(),
                  fault.message(),
                  entry.text()));
        } else if (isRejected(status)) {
          var known = result.orElseThrow();
          rejects.add(
              new Rejects.Line(
                  entry.mark().lines(),
                  entry.eventId(),
                  status,
                  known.getReason(),
                  known.getField(),
                  known.getMessage(),
                  ""));
        }
      } catch (IOException full) {
        throw new StartFailure("%s cannot be written: %s".formatted(source.rejects(), full), full);
      }
    }

    @Override
    public void settled() {
      var batch = settled;
      settled = answered;
      if (settled.lines() < notedLines + NOTED_EVERY_LINES) {
        return;
      }
      notedLines = settled.lines();
      try {
        new ImportPosition(
                settled,
                batch,
                rejects.flushed(),
                counts,
                ImportPosition.content(source.file(), settled.bytes()))
            .write(kept);
        tell.accept(
            "%s: %,d lines, %d %%"
                .formatted(
                    source.name(),
                    settled.lines(),
                    100 * settled.bytes() / Math.max(1, Files.size(source.file()))));
      } catch (IOException full) {
        throw new StartFailure("%s cannot be written: %s".formatted(kept, full), full);
      }
    }
  }

  /** A result without a status is one of a rehearsal. */
  private static String name(EventResult result) {
    return result.getStatus() == EventResult.Status.STATUS_UNSPECIFIED
        ? READABLE
        : result.getStatus().name();
  }

  static boolean isRejected(String status) {
    return status.equals(UNREADABLE)
        || status.equals(EventResult.Status.REJECTED.name())
        || status.equals(EventResult.Status.CONFLICT.name());
  }

  /** Whether the ledger did not know an event. */
  private static boolean isFirst(EventResult.Status status) {
    return switch (status) {
      case RATED, WAITING, UNPRICED, LATE, UNCOUNTED -> true;
      case DUPLICATE, CONFLICT, REJECTED, AMENDED, VOIDED, HELD, STATUS_UNSPECIFIED, UNRECOGNIZED ->
          false;
    };
  }
}
