package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;

/** A file with lines that fail by a fault of the service is imported to its end. */
class FailingImportTest {
  private static final int LINES = 3_000;

  /** The first, one of the middle and the last. */
  private static final List<Integer> FAILING = List.of(0, 1_500, LINES - 1);

  @TempDir private Path folder;

  private Outcome usage(TestService rating, String... words) {
    var all = new ArrayList<>(List.of("usage"));
    all.addAll(List.of(words));
    all.addAll(List.of("--address", "localhost:" + rating.port(), "--tokens", folder.toString()));
    return Outcome.of(all);
  }

  @Test
  @Tag("F08")
  void linesThatFailByThemselvesAreRejectedAndReplayedLater() throws Exception {
    Files.writeString(folder.resolve("machine.token"), TestService.token("acme", Role.MACHINE));
    var file =
        Files.writeString(
            folder.resolve("a.csv"),
            IntStream.range(0, LINES)
                .mapToObj(i ->
                    "%s%d,2026-03-01T00:00:00Z,c,seat.used,1"
                        .formatted(FAILING.contains(i) ? "bad" : "e", i))
                .collect(
                    Collectors.joining(
                        "\n", "event_id,event_time,customer,event_type,quantity\n", "\n")));
    var database = TestDatabase.properties("rating");
    try (var catalog = TestService.start("catalog", Map.of());
        var rating =
            TestService.startOn(
                "rating",
                database,
                Map.of(
                    "reckoner.catalog-address",
                    "localhost:" + catalog.port(),
                    "reckoner.signing-key-file",
                    TestService.signingKeyFile().toString()));
        var connection =
            DriverManager.getConnection(
                String.valueOf(database.get("datasources.default.url")), "postgres", "postgres");
        var statement = connection.createStatement()) {
      rating
          .as(Role.OPERATOR, (ManagedChannel channel) -> ClockServiceGrpc.newBlockingStub(channel))
          .advanceClock(
              AdvanceClockRequest.newBuilder()
                  .setRequestId("clock")
                  .setTime(Wire.timestamp(Instant.parse("2026-03-01T12:00:00Z")))
                  .build());
      statement.execute(
          """
          create function stumble() returns trigger language plpgsql as $$
          begin
            if new.event_id like 'bad%' then raise exception 'stumbled'; end if;
            return new;
          end $$;
          create trigger stumble before insert on usage_exception
            for each row execute function stumble()
          """);
      var imported =
          usage(
              rating,
              "import",
              file.toString(),
              "--rejects",
              folder.toString(),
              "--state",
              folder.resolve("state").toString());
      assertEquals(2, imported.code(), imported.errors());
      var rejects = Files.readAllLines(folder.resolve("a.csv.rejected.csv"));
      assertEquals(FAILING.size() + 1, rejects.size(), rejects::toString);
      for (int i = 0; i < FAILING.size(); i++) {
        var cells = "%d,bad%d,REJECTED,EVENT_FAILED,".formatted(FAILING.get(i) + 2, FAILING.get(i));
        assertTrue(rejects.get(i + 1).startsWith(cells), rejects::toString);
      }

      statement.execute("drop trigger stumble on usage_exception");
      var report = folder.resolve("report.csv").toString();
      var replayed = usage(rating, "replay", "--reason", "EVENT_FAILED", "--report", report);
      assertEquals(0, replayed.code(), replayed.errors());
      assertEquals("3 event(s) taken again, 3 WAITING\n", replayed.out());
      var counted =
          statement.executeQuery("select count(*), count(distinct event_id) from usage_exception");
      counted.next();
      assertEquals(List.of(LINES, LINES), List.of(counted.getInt(1), counted.getInt(2)));
    }
  }
}
