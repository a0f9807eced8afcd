package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;

/** Rejected usage is taken again from the command line. */
class UsageReplayCommandTest {
  private static final String HEADER = "event_id,event_time,customer,event_type,quantity\n";

  @TempDir private Path folder;

  private Outcome run(TestService rating, String... words) {
    var all = new ArrayList<>(List.of("usage"));
    all.addAll(List.of(words));
    all.addAll(List.of("--address", "localhost:" + rating.port(), "--tokens", folder.toString()));
    return Outcome.of(all);
  }

  private static void advance(TestService rating, String time) {
    rating
        .as(Role.OPERATOR, (ManagedChannel channel) -> ClockServiceGrpc.newBlockingStub(channel))
        .advanceClock(
            AdvanceClockRequest.newBuilder()
                .setRequestId("to " + time)
                .setTime(Wire.timestamp(Instant.parse(time)))
                .build());
  }

  @Test
  void whatIsAcceptedNowIsCountedAndWhatIsStillAtFaultStandsInTheReport() throws IOException {
    Files.writeString(folder.resolve("machine.token"), TestService.token("acme", Role.MACHINE));
    var report = folder.resolve("report.csv");
    try (var catalog = TestService.start("catalog", Map.of());
        var rating =
            TestService.start(
                "rating",
                Map.of(
                    "reckoner.catalog-address",
                    "localhost:" + catalog.port(),
                    "reckoner.signing-key-file",
                    TestService.signingKeyFile().toString()))) {
      advance(rating, "2026-03-01T12:00:00Z");
      var file =
          Files.writeString(
              folder.resolve("a.csv"),
              HEADER
                  + "ahead,2026-03-05T00:00:00Z,c,seat.used,1\n"
                  + "=wrong,2026-03-05T00:00:00Z,c,seat.used,-1\n"
                  + "far,2026-05-05T00:00:00Z,c,seat.used,1\n");
      var imported =
          run(
              rating,
              "import",
              file.toString(),
              "--rejects",
              folder.toString(),
              "--state",
              folder.resolve("state").toString());
      assertEquals(2, imported.code(), imported.errors());
      advance(rating, "2026-03-06T00:00:00Z");

      var first = run(rating, "replay", "--report", report.toString());
      assertEquals(2, first.code(), first.errors());
      assertEquals(
          "3 event(s) taken again, 2 REJECTED, 1 WAITING\n"
              + "at fault, 1 EVENT_TIME_OUT_OF_RANGE, 1 QUANTITY_INVALID; see "
              + report
              + "\n",
          first.out());
      var lines = Files.readAllLines(report);
      assertEquals("source,event_id,origin,status,reason,field,message", lines.getFirst());
      assertTrue(
          lines.stream()
              .anyMatch(
                  line -> line.startsWith("a.csv,'=wrong,,REJECTED,QUANTITY_INVALID,quantity,")),
          lines::toString);
      assertEquals(3, lines.size());

      advance(rating, "2026-06-01T00:00:00Z");
      var named =
          run(
              rating,
              "replay",
              "--source",
              "a.csv",
              "--event-id",
              "far",
              "--reason",
              "EVENT_TIME_OUT_OF_RANGE",
              "--report",
              report.toString());
      assertEquals(0, named.code(), named.errors());
      assertEquals("1 event(s) taken again, 1 WAITING\n", named.out());
      assertFalse(Files.exists(report), "nothing of it is at fault");

      var half = run(rating, "replay", "--source", "a.csv");
      assertEquals(2, half.code());
      assertTrue(half.errors().contains("--source and --event-id go together"), half.errors());
      var unknown = run(rating, "replay", "--reason", "X", "--report", report.toString());
      assertEquals(1, unknown.code());
      assertTrue(unknown.errors().contains("REQUEST_INVALID"), unknown.errors());
    }
  }
}
