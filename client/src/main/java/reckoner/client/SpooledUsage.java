package reckoner.client;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import reckoner.client.Rejects.Reject;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.UsageEvent;

/** The spool as a source of batches: nothing leaves it before its answer, whatever breaks. */
final class SpooledUsage implements Source<SpooledUsage.Batch> {
  /** Far below what a service takes in one request. */
  static final int BATCH_BYTES_MAX = 4 << 20;

  private static final Logger LOG = System.getLogger(SpooledUsage.class.getName());

  private final Spool spool;
  private final UsageClientSettings settings;
  private final LongAdder stored = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder rejected = new LongAdder();

  /** Events that lie next to each other in the spool. */
  record Batch(IngestUsageRequest request, Spool.Position end) implements Source.Batch {}

  SpooledUsage(Spool spool, UsageClientSettings settings) {
    this.spool = spool;
    this.settings = settings;
  }

  long stored() {
    return stored.sum();
  }

  long duplicates() {
    return duplicates.sum();
  }

  long rejected() {
    return rejected.sum();
  }

  @Override
  public long dueInNanos() {
    return spool.dueInNanos(
        settings.batchEventsMax(), BATCH_BYTES_MAX, settings.batchAge().toNanos());
  }

  @Override
  public @Nullable Batch take() {
    if (dueInNanos() > 0) {
      return null;
    }
    try {
      var taken = spool.take(settings.batchEventsMax(), BATCH_BYTES_MAX);
      return taken.isEmpty() ? null : batch(taken.get());
    } catch (IOException failure) {
      throw new UncheckedIOException("the spool cannot be read", failure);
    }
  }

  private static Batch batch(Spool.Taken taken) throws InvalidProtocolBufferException {
    var request = IngestUsageRequest.newBuilder();
    for (var event : taken.events()) {
      request.addEvents(UsageEvent.parseFrom(event));
    }
    return new Batch(request.build(), taken.end());
  }

  @Override
  public void answered(Batch batch, List<EventResult> results) {
    var rejects = new ArrayList<Reject>();
    int known = 0;
    for (int i = 0; i < results.size(); i++) {
      var result = results.get(i);
      if (!isStored(result)) {
        rejects.add(new Reject(batch.request().getEvents(i), result));
      } else if (result.getStatus() == EventResult.Status.DUPLICATE) {
        known++;
      }
    }
    try {
      if (!rejects.isEmpty()) {
        spool.reject(rejects);
      }
      rejects.forEach(this::tell);
      stored.add(results.size() - rejects.size());
      duplicates.add(known);
      rejected.add(rejects.size());
      spool.acknowledge(batch.end(), results.size());
    } catch (IOException failure) {
      throw new UncheckedIOException("the spool cannot be written", failure);
    }
  }

  /** Whether the ledger has the event; what a later service may answer is not taken for that. */
  static boolean isStored(EventResult result) {
    return switch (result.getStatus()) {
      case RATED, WAITING, UNPRICED, DUPLICATE, LATE, UNCOUNTED, AMENDED, VOIDED -> true;
      case CONFLICT, REJECTED, HELD, STATUS_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  private void tell(Reject reject) {
    try {
      settings.rejects().rejected(reject.event(), reject.result());
    } catch (RuntimeException failure) {
      LOG.log(Level.ERROR, "who listens for rejected usage failed", failure);
    }
  }

  @Override
  public List<Batch> broken(
      List<Batch> sent, List<Batch> unsent, Throwable failure, boolean refusal) {
    var again = new ArrayList<>(sent);
    again.addAll(unsent);
    return again;
  }

  @Override
  public void closed(List<Batch> unanswered) {
    // what was not answered is still in the spool
  }
}
