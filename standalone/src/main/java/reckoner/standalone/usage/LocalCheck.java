package reckoner.standalone.usage;

import java.time.InstantSource;
import java.util.Optional;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.rating.IncomingUsage;
import reckoner.rating.wire.UsageReader;

/** Checks events as the rating service's door would, by this machine's clock, and sends none. */
final class LocalCheck implements FileImport.Destination {
  private final InstantSource time;

  LocalCheck(InstantSource time) {
    this.time = time;
  }

  @Override
  public Way open(IngestStream.Answers<FileImport.Entry> answers) {
    return new Way() {
      @Override
      public void add(FileImport.Entry entry, Optional<UsageEvent> event) {
        answers.answered(entry, event.map(LocalCheck.this::check));
        answers.settled();
      }

      @Override
      public void finish() {}

      @Override
      public void close() {}
    };
  }

  private EventResult check(UsageEvent event) {
    return switch (new UsageReader(time.instant()).read(event)) {
      case IncomingUsage.Acceptable _ -> EventResult.getDefaultInstance();
      case IncomingUsage.Faulty fault ->
          EventResult.newBuilder()
              .setStatus(EventResult.Status.REJECTED)
              .setReason(fault.reason().name())
              .setField(fault.field())
              .setMessage(fault.message())
              .build();
    };
  }
}
