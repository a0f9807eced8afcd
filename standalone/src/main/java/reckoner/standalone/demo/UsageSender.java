package reckoner.standalone.demo;

import com.google.type.Decimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.standalone.usage.IngestStream;

/** Streams traces to the rating service, a few batches ahead of their answers. */
final class UsageSender {
  private static final double TOLD_EVERY_SECONDS = 0.5;
  private static final int DECIMAL_LENGTH_MAX = 100;

  private final Clients clients;
  private final Story story;
  private final int customers;
  private final Map<EventResult.Status, Long> counts = new EnumMap<>(EventResult.Status.class);
  private final RejectedLines rejected;
  private double secondsBusy;
  private double toldAt;

  UsageSender(Clients clients, Story story, int customers, RejectedLines rejected) {
    this.clients = clients;
    this.story = story;
    this.customers = customers;
    this.rejected = rejected;
  }

  /** Number of results by status; a second sending counts as duplicates. */
  Map<EventResult.Status, Long> counts() {
    return Map.copyOf(counts);
  }

  /** Number of answered events. */
  long events() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  double eventsPerSecond() {
    return secondsBusy == 0 ? 0 : events() / secondsBusy;
  }

  double secondsBusy() {
    return secondsBusy;
  }

  /** Sends the rows of the traces whose time is as wanted, and waits for the last answer. */
  void send(List<Trace> traces, Predicate<Instant> wanted) {
    var begun = story.seconds();
    toldAt = begun;
    try (var stream =
        new IngestStream<Sent>(clients::usage, new Answered(), text -> story.detail("%s", text))) {
      for (var trace : traces) {
        var file = trace.file().name();
        TraceReader.read(
            trace.file(),
            line -> {
              if (line instanceof TraceLine.Row row && wanted.test(row.eventTime())) {
                var event = event(trace, row);
                stream.add(new Sent(file, row.line(), event.getEventId()), Optional.of(event));
              }
            });
      }
      stream.finish();
    }
    secondsBusy += story.seconds() - begun;
  }

  private UsageEvent event(Trace trace, TraceLine.Row row) {
    var event =
        UsageEvent.newBuilder()
            .setSource(trace.file().name())
            .setEventId(row.eventId())
            .setEventTime(Wire.timestamp(row.eventTime()))
            .setCustomer(DemoPlan.customerOf(row, customers))
            .setProvider(trace.provider())
            .setModel(row.model().orElse(trace.model()))
            .setNesting(UsageEvent.Nesting.CONTAINED)
            .putQuantities("input", decimal(row.contextTokens()))
            .putQuantities("output", decimal(row.generatedTokens()));
    row.cacheReadTokens().ifPresent(read -> event.putQuantities("cache_read", decimal(read)));
    row.cacheWriteTokens().ifPresent(write -> event.putQuantities("cache_write", decimal(write)));
    return event.build();
  }

  private static Decimal decimal(String text) {
    // what is longer is no decimal, and the service says so
    var sent = text.length() > DECIMAL_LENGTH_MAX ? text.substring(0, DECIMAL_LENGTH_MAX) : text;
    return Decimal.newBuilder().setValue(sent).build();
  }

  /** An event and where it stands. */
  private record Sent(String file, long line, String eventId) {}

  /** Counts, and tells how far it is. */
  private final class Answered implements IngestStream.Answers<Sent> {
    @Override
    public void answered(Sent sent, Optional<EventResult> result) {
      result.ifPresent(known -> count(sent, known));
    }

    @Override
    public void settled() {
      if (story.seconds() - toldAt > TOLD_EVERY_SECONDS) {
        toldAt = story.seconds();
        story.detail("%,d events answered", events());
      }
    }
  }

  private void count(Sent sent, EventResult result) {
    counts.merge(result.getStatus(), 1L, Long::sum);
    if (result.getStatus() == EventResult.Status.REJECTED
        || result.getStatus() == EventResult.Status.CONFLICT) {
      rejected.add(
          new RejectedLine(
              sent.file(),
              sent.line(),
              sent.eventId(),
              result.getStatus().name(),
              result.getReason(),
              result.getMessage(),
              ""));
    }
  }
}
