package reckoner.standalone.usage;

import io.grpc.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import reckoner.proto.rating.v1.CorrectionServiceGrpc;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.ReplayRejectedRequest;
import reckoner.proto.rating.v1.ReplayedUsage;
import reckoner.proto.rating.v1.UsageName;

/** Has rejected events taken again, page by page, and writes down those that are at fault still. */
public final class UsageReplay {
  private UsageReplay() {}

  /**
   * Which events, and where the report goes.
   *
   * @param events by name; none for all
   * @param reasons why they were rejected; none for all
   * @param report appears where something is at fault still
   */
  public record Request(List<UsageName> events, List<String> reasons, Path report) {
    public Request {
      events = List.copyOf(events);
      reasons = List.copyOf(reasons);
    }
  }

  /** How many events, by what became of them, those at fault by their reasons too. */
  public record Result(Map<String, Long> counts, Map<String, Long> faults) {
    public Result {
      counts = Map.copyOf(counts);
      faults = Map.copyOf(faults);
    }

    public long all() {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Replays them all.
   *
   * @param tell hears after each page how many were taken again so far
   */
  public static Result run(Channel rating, Request request, LongConsumer tell) {
    var corrections = CorrectionServiceGrpc.newBlockingStub(rating);
    var counts = new TreeMap<String, Long>();
    var faults = new TreeMap<String, Long>();
    try (var report = new Report(request.report())) {
      var page =
          ReplayRejectedRequest.newBuilder()
              .addAllEvents(request.events())
              .addAllReasons(request.reasons());
      long done = 0;
      do {
        var answer =
            corrections.replayRejected(page.setRequestId(UUID.randomUUID().toString()).build());
        for (var event : answer.getEventsList()) {
          var result = event.getResult();
          counts.merge(result.getStatus().name(), 1L, Long::sum);
          if (isAtFault(result)) {
            faults.merge(result.getReason(), 1L, Long::sum);
            report.add(event);
          }
        }
        done += answer.getEventsCount();
        tell.accept(done);
        page.setPageToken(answer.getNextPageToken());
      } while (!page.getPageToken().isEmpty());
      report.finish();
    } catch (IOException failure) {
      throw new UncheckedIOException("%s cannot be written".formatted(request.report()), failure);
    }
    return new Result(counts, faults);
  }

  private static boolean isAtFault(EventResult result) {
    return result.getStatus() == EventResult.Status.REJECTED
        || result.getStatus() == EventResult.Status.CONFLICT;
  }

  /** A file under its name once it is whole; none where nothing is in it. */
  private static final class Report implements AutoCloseable {
    private final Path file;
    private final Path part;
    private final CSVPrinter csv;
    private boolean isEmpty = true;

    Report(Path file) throws IOException {
      this.file = file;
      this.part = file.resolveSibling("." + file.getFileName() + ".part");
      this.csv =
          CSVFormat.RFC4180
              .builder()
              .setHeader("source", "event_id", "origin", "status", "reason", "field", "message")
              .get()
              .print(Files.newBufferedWriter(part));
    }

    void add(ReplayedUsage event) throws IOException {
      isEmpty = false;
      var result = event.getResult();
      csv.printRecord(
          Spreadsheet.guarded(event.getEvent().getSource()),
          Spreadsheet.guarded(event.getEvent().getEventId()),
          Spreadsheet.guarded(event.getOrigin()),
          result.getStatus(),
          result.getReason(),
          Spreadsheet.guarded(result.getField()),
          Spreadsheet.guarded(result.getMessage()));
    }

    void finish() throws IOException {
      csv.close(true);
      if (isEmpty) {
        Files.deleteIfExists(file);
        Files.delete(part);
      } else {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    }

    @Override
    public void close() throws IOException {
      csv.close();
    }
  }
}
