package reckoner.rating;

import io.grpc.ManagedChannel;
import io.grpc.stub.BlockingClientCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import reckoner.kit.auth.Role;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.Backfill;
import reckoner.proto.rating.v1.BackfillScope;
import reckoner.proto.rating.v1.BackfillServiceGrpc;
import reckoner.proto.rating.v1.BackfillServiceGrpc.BackfillServiceBlockingStub;
import reckoner.proto.rating.v1.CloseBackfillRequest;
import reckoner.proto.rating.v1.CreateBackfillRequest;
import reckoner.proto.rating.v1.DiscardBackfillRequest;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.GetBackfillRequest;
import reckoner.proto.rating.v1.IngestBackfillUsageRequest;
import reckoner.proto.rating.v1.IngestUsageResponse;
import reckoner.proto.rating.v1.ListBackfillsRequest;
import reckoner.proto.rating.v1.RevertBackfillRequest;
import reckoner.proto.rating.v1.UsageCounts;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.proto.rating.v1.UsageHistory;

/** A tenant's backfills, as a machine of the tenant makes them. */
final class Backfills {
  private final Meter meter;
  private final String tenant;
  private int creations;

  Backfills(Meter meter) {
    this(meter, Meter.TENANT);
  }

  Backfills(Meter meter, String tenant) {
    this.meter = meter;
    this.tenant = tenant;
  }

  private BackfillServiceBlockingStub stub() {
    return meter.service.as(
        tenant,
        Role.MACHINE,
        (ManagedChannel channel) -> BackfillServiceGrpc.newBlockingStub(channel));
  }

  static BackfillScope.Builder scope(Instant start, Instant end) {
    return BackfillScope.newBuilder().setRange(Wire.interval(start, end));
  }

  /** Under a request of its own each time. */
  Backfill create(String name, BackfillScope.Builder scope) {
    return stub()
        .createBackfill(
            CreateBackfillRequest.newBuilder()
                .setRequestId("create " + name + " " + creations++)
                .setBackfill(name)
                .setScope(scope)
                .build());
  }

  List<EventResult> ingest(String name, UsageEvent... events) {
    BlockingClientCall<IngestBackfillUsageRequest, IngestUsageResponse> call =
        meter
            .service
            .as(
                tenant,
                Role.MACHINE,
                (ManagedChannel channel) -> BackfillServiceGrpc.newBlockingV2Stub(channel))
            .ingestBackfillUsage();
    try {
      call.write(
          IngestBackfillUsageRequest.newBuilder()
              .setBackfill(name)
              .addAllEvents(List.of(events))
              .build());
      var answer = call.read();
      if (answer == null || answer.getPosition() != 0) {
        throw new AssertionError("what is held has no position: " + answer);
      }
      call.halfClose();
      if (call.read() != null) {
        throw new AssertionError("an answer too many");
      }
      return answer.getResultsList();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    } catch (io.grpc.StatusException refused) {
      throw refused.getStatus().asRuntimeException(refused.getTrailers());
    }
  }

  Backfill close(String requestId, String name) {
    return stub()
        .closeBackfill(
            CloseBackfillRequest.newBuilder().setRequestId(requestId).setBackfill(name).build());
  }

  Backfill discard(String requestId, String name) {
    return stub()
        .discardBackfill(
            DiscardBackfillRequest.newBuilder().setRequestId(requestId).setBackfill(name).build());
  }

  Backfill revert(String requestId, String name) {
    return stub()
        .revertBackfill(
            RevertBackfillRequest.newBuilder().setRequestId(requestId).setBackfill(name).build());
  }

  Backfill get(String name) {
    return stub().getBackfill(GetBackfillRequest.newBuilder().setBackfill(name).build());
  }

  /** Keys of all, read page by page. */
  List<String> list(int pageSize, Backfill.State... states) {
    var names = new ArrayList<String>();
    var token = "";
    do {
      var page =
          stub()
              .listBackfills(
                  ListBackfillsRequest.newBuilder()
                      .addAllStates(List.of(states))
                      .setPageSize(pageSize)
                      .setPageToken(token)
                      .build());
      page.getBackfillsList().forEach(one -> names.add(one.getBackfill()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return names;
  }

  /** Status, and the first status of a duplicate or the field at fault. */
  static List<String> statuses(List<EventResult> results) {
    return results.stream()
        .map(one ->
            one.getStatus()
                + (one.getStatus() == EventResult.Status.DUPLICATE
                    ? " " + one.getFirstStatus()
                    : one.getField().isEmpty() ? "" : " " + one.getField()))
        .toList();
  }

  /** Rated, waiting, unpriced, late, uncounted. */
  static String counts(UsageCounts counts) {
    return "%d %d %d %d %d"
        .formatted(
            counts.getRated(),
            counts.getWaiting(),
            counts.getUnpriced(),
            counts.getLate(),
            counts.getUncounted());
  }

  /** Kind, status and backfill of each. */
  static List<String> facts(UsageHistory history) {
    return history.getFactsList().stream()
        .map(fact -> "%s %s %s".formatted(fact.getKind(), fact.getStatus(), fact.getBackfill()))
        .toList();
  }
}
