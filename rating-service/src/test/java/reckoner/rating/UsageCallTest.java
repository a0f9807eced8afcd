package reckoner.rating;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static reckoner.rating.Meter.event;

import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.rating.v1.IngestUsageRequest;

/** Usage that comes by single calls. */
class UsageCallTest {
  private static final String NOON = "2026-03-01T00:30:00Z";

  @Test
  void aSingleCallAnswersAsTheStreamDoes() throws Exception {
    try (var meter = new Meter()) {
      var events =
          IngestUsageRequest.newBuilder()
              .addEvents(event("1", "c", NOON, "small", "input", "1"))
              .addEvents(event("2", "c", NOON, "small", "input", "-1"))
              .addEvents(event("1", "c", NOON, "small", "input", "1"))
              .addEvents(event("1", "c", NOON, "small", "input", "2"))
              .build();
      var streamed = meter.ingest("streamed", List.of(events, events));
      var client = meter.as("called", Role.MACHINE);
      assertEquals(
          streamed, List.of(client.ingestUsageBatch(events), client.ingestUsageBatch(events)));
      assertEquals(meter.summary("streamed"), meter.summary("called"));
      for (int size : new int[] {0, 5001}) {
        var batch =
            IngestUsageRequest.newBuilder()
                .addAllEvents(Collections.nCopies(size, events.getEvents(0)))
                .build();
        var refused = assertThrows(StatusException.class, () -> client.ingestUsageBatch(batch));
        assertEquals("BATCH_SIZE", RefusalStatus.reason(refused).orElseThrow());
      }
      var viewer = meter.as("called", Role.VIEWER);
      var denied = assertThrows(StatusException.class, () -> viewer.ingestUsageBatch(events));
      assertEquals(Status.Code.PERMISSION_DENIED, denied.getStatus().getCode());
    }
  }
}
