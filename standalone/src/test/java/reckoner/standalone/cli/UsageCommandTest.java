package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.rating.v1.GetUsageSummaryRequest;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.standalone.demo.ReckonerProcess;

/** Usage from files into a rating service with a real database. */
class UsageCommandTest {
  private static final String HEADER = "event_id,event_time,customer,event_type,quantity\n";
  private static final String TIME = "2026-03-01T12:00:00Z";
  private static final int LINES = 60_000;

  @SuppressWarnings("NullAway.Init") // started before any test
  private static TestService catalog;

  @SuppressWarnings("NullAway.Init") // started before any test
  private static TestService rating;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    catalog = TestService.start("catalog", Map.of());
    rating =
        TestService.start(
            "rating",
            Map.of(
                "reckoner.catalog-address",
                "localhost:" + catalog.port(),
                "reckoner.signing-key-file",
                TestService.signingKeyFile().toString()));
    rating
        .as(Role.OPERATOR, (ManagedChannel channel) -> ClockServiceGrpc.newBlockingStub(channel))
        .advanceClock(
            AdvanceClockRequest.newBuilder()
                .setRequestId("clock")
                .setTime(Wire.timestamp(Instant.parse(TIME)))
                .build());
  }

  @AfterAll
  static void stop() {
    rating.close();
    catalog.close();
  }

  @BeforeEach
  void writeToken() throws IOException {
    useTenant(tenant());
  }

  private void useTenant(String tenant) throws IOException {
    Files.writeString(folder.resolve("machine.token"), TestService.token(tenant, Role.MACHINE));
  }

  /** A tenant for each test. */
  private String tenant() {
    return folder.getFileName().toString().toLowerCase(java.util.Locale.ROOT);
  }

  private Outcome run(String... words) {
    var all = new ArrayList<>(List.of("usage", "import"));
    all.addAll(List.of(words));
    all.addAll(List.of("--rejects", folder.toString()));
    all.addAll(List.of("--state", folder.resolve("state").toString()));
    return Outcome.of(all);
  }

  private Outcome usage(String... words) {
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--address", "localhost:" + rating.port(), "--tokens", folder.toString()));
    return run(all.toArray(String[]::new));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private long waiting(String tenant) {
    return rating
        .as(
            tenant,
            Role.VIEWER,
            (ManagedChannel channel) -> RatingServiceGrpc.newBlockingStub(channel))
        .getUsageSummary(GetUsageSummaryRequest.getDefaultInstance())
        .getWaiting();
  }

  private static String csv(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "e%d,%s,c,seat.used,%d.5\n".formatted(i, TIME, i))
        .collect(Collectors.joining());
  }

  @Test
  void csvAndJsonLinesSayTheSame() throws Exception {
    var csv =
        file(
            "a.csv",
            "\uFEFFevent_id, customer ,event_time,provider,model,nesting,quantities.input,"
                + "dimensions.region,evidence.ticket,quantity\r\n"
                + "1,c,2026-03-01T12:00:00Z,openai,small,DISJOINT,12.50,\"eu, west\",7,\r\n"
                + "\r\n"
                + "2,c,2026-03-01T13:00:00+01:00,openai,small,DISJOINT,1e2,,,3\n");
    var done = usage(csv, "--source", "s").done();
    assertEquals("a.csv: 2 line(s), 2 waiting\n", done.out());
    assertFalse(Files.exists(folder.resolve("a.csv.rejected.csv")));
    var json =
        file(
            "a.jsonl",
            """
            {"source": "s", "event_id": "1", "event_time": "2026-03-01T12:00:00Z", "customer": "c", "provider": "openai", "model": "small", "nesting": "DISJOINT", "quantities": {"input": 12.5}, "dimensions": {"region": "eu, west"}, "evidence": {"ticket": "7"}}
            {"eventId": "2", "eventTime": "2026-03-01T12:00:00Z", "quantities": {"input": {"value": "100"}}, "quantity": "3.0", "model": "small"}
            """);
    var again =
        usage(
            json,
            "--source",
            "s",
            "--customer",
            "c",
            "--provider",
            "openai",
            "--model",
            "other",
            "--nesting",
            "disjoint");
    assertEquals("a.jsonl: 2 line(s), 2 duplicate\n", again.done().out());
    assertEquals(2, waiting(tenant()));
  }

  @Test
  void severalFilesAreSeveralSources() throws Exception {
    var one = file("one.csv", HEADER + csv(0, 10));
    var two = file("two.csv", HEADER + csv(0, 5));
    assertEquals(
        "one.csv: 10 line(s), 10 waiting\ntwo.csv: 5 line(s), 5 waiting\n",
        usage(one, two).done().out());
    Files.createDirectory(folder.resolve("x"));
    usage(one, file("x/one.csv", HEADER)).failed(2, "two files are called one.csv");
  }

  @Test
  void linesAtFaultAreListedWithTheirNumbersAndTheOthersAreTaken() throws Exception {
    var text =
        HEADER
            + "1,2026-03-01T12:00:00Z,c,t,1\n"
            + "2,2026-03-01T12:00:00Z,c,t\n"
            + "=cmd(),noon,c,t,1\n"
            + "4,2026-03-01T12:00:00Z,c,t,-1\n"
            + "5,2099-01-01T00:00:00Z,c,t,1\n"
            + "1,2026-03-01T12:00:00Z,c,t,2\n"
            + "\"6,2026-03-01T12:00:00Z,c,t,1\n"
            + "7,2026-03-01T12:00:00Z,c,t,1e999999\n"
            + "8,2026-03-01T12:00:00Z,c,t,1";
    var outcome = usage(file("faults.csv", text));
    assertEquals(2, outcome.code(), outcome.errors());
    var rejected = folder.resolve("faults.csv.rejected.csv");
    assertEquals(
        "faults.csv: 9 line(s), 1 conflict, 3 rejected, 3 unreadable, 2 waiting; see %s\n"
            .formatted(rejected),
        outcome.out());
    var lines = Files.readAllLines(rejected);
    assertEquals("line,event_id,status,reason,field,message,text", lines.getFirst());
    assertEquals(
        List.of(
            "3,,UNREADABLE,FIELD_INVALID,",
            "4,'=cmd(),UNREADABLE,FIELD_INVALID,event_time",
            "5,4,REJECTED,QUANTITY_INVALID,quantity",
            "6,5,REJECTED,EVENT_TIME_OUT_OF_RANGE,event_time",
            "7,1,CONFLICT,CONTENT_CONFLICT,quantity",
            "8,,UNREADABLE,FIELD_INVALID,",
            "9,7,REJECTED,QUANTITY_INVALID,quantity"),
        lines.stream()
            .skip(1)
            .map(line -> line.split(",", 6))
            .map(cells -> String.join(",", List.of(cells).subList(0, 5)))
            .toList());
    assertTrue(lines.get(2).endsWith(",\"'=cmd(),noon,c,t,1\""), lines.get(2));

    // mended lines come in, and those that were taken are duplicates
    var mended = usage(file("faults.csv", text.replace("-1\n", "1\n")));
    assertTrue(mended.out().contains("2 duplicate"), mended.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]                                | FIELD_INVALID | ''",
        "{                                  | FIELD_INVALID | ''",
        "{\"a\": 1}                         | FIELD_INVALID | a",
        "{\"event_id\": 7}                  | FIELD_INVALID | event_id",
        "{\"event_id\": \"7\", \"event_id\": \"8\"} | FIELD_INVALID | ''",
        "{\"dimensions\": {\"a\": {}}}      | FIELD_INVALID | dimensions[\"a\"]",
        "{\"nesting\": 1}                   | FIELD_INVALID | nesting",
        "{}                                 | FIELD_INVALID | event_id"
      })
  void faultsOfJsonLinesAreNamed(String line, String reason, String field) throws Exception {
    var outcome = usage(file("a.jsonl", "\n" + line + "\n"));
    assertEquals(2, outcome.code(), outcome.errors());
    var cells = Files.readAllLines(folder.resolve("a.jsonl.rejected.csv")).get(1).split(",", 6);
    assertEquals("2", cells[0]);
    assertEquals(reason, cells[3]);
    assertEquals(field.replace("''", ""), cells[4].replaceAll("^\"|\"$", "").replace("\"\"", "\""));
  }

  @Test
  void longAndForeignLinesCostNoOther() throws Exception {
    var good = "{\"event_id\": \"%s\", \"event_time\": \"%s\", \"event_type\": \"t\"}\n";
    var most = good.formatted("most", TIME).strip();
    var text = new java.io.ByteArrayOutputStream();
    for (var line :
        List.of(
            good.formatted("1", TIME),
            most + " ".repeat(262_144 - most.length()) + "\n",
            most + " ".repeat(262_145 - most.length()) + "\n",
            "[".repeat(200_000) + "\n")) {
      text.write(line.getBytes(StandardCharsets.UTF_8));
    }
    text.write(new byte[] {(byte) 0xC3, '\n'});
    text.write(good.formatted("2", TIME).getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve("a.ndjson"), text.toByteArray());
    var outcome = usage(folder.resolve("a.ndjson").toString(), "--customer", "c");
    assertTrue(
        outcome.out().startsWith("a.ndjson: 6 line(s), 3 unreadable, 3 waiting; see"),
        outcome.out() + outcome.errors());
  }

  @Test
  void aRehearsalNeedsNoServiceAndSendsNothing() throws Exception {
    var file = file("a.csv", HEADER + csv(0, 3) + "x,never,c,t,1\ny," + TIME + ",c,t,-1\n");
    var outcome = run(file, "--dry-run", "--address", "localhost:1");
    assertEquals(2, outcome.code(), outcome.errors());
    assertTrue(
        outcome.out().startsWith("a.csv: 5 line(s), 3 readable, 1 rejected, 1 unreadable; see"),
        outcome.out());
    assertTrue(outcome.out().endsWith("; nothing was sent\n"), outcome.out());
    var good = run(file("b.csv", HEADER + csv(0, 3)), "--dry-run");
    assertEquals("b.csv: 3 line(s), 3 readable; nothing was sent\n", good.done().out());
    assertEquals(0, waiting(tenant()));
  }

  /** How many imports are remembered. */
  private long kept() throws IOException {
    try (var files = Files.list(folder.resolve("state"))) {
      return files.count();
    }
  }

  @Test
  void anImportThatWasInterruptedGoesOnWhereItWas() throws Exception {
    var tenant = tenant();
    var bad = "bad,never,c,t,1\n";
    var file = file("big.csv", HEADER + bad + csv(0, LINES) + bad);
    importUntilKilled("20,001", file);
    long sent = waiting(tenant);
    assertTrue(sent >= 19_000 && sent < LINES, "it was stopped in between: " + sent);
    assertEquals(1, kept());

    var done = usage(file);
    assertTrue(done.errors().contains("goes on behind line "), done.errors());
    assertEquals(2, done.code(), done.errors());
    assertEquals(LINES, waiting(tenant));
    assertEquals(2, Files.readAllLines(folder.resolve("big.csv.rejected.csv")).size() - 1);
    assertTrue(done.out().startsWith("big.csv: 60,002 line(s), "), done.out());
    assertTrue(done.out().contains("2 unreadable"), done.out());
    assertEquals(0, kept(), "what is done is forgotten");

    var again = usage(file);
    assertTrue(again.out().contains("60,000 duplicate, 2 unreadable"), again.out());
  }

  @Test
  void aFileThatWasChangedIsSentFromItsBegin() throws Exception {
    var file = file("big.csv", HEADER + csv(0, LINES));
    importUntilKilled("20,001", file);
    file("big.csv", HEADER + csv(LINES, LINES + 1) + csv(0, LINES));
    var done = usage(file).done();
    assertFalse(done.errors().contains("goes on behind line "), done.errors());
    assertEquals(LINES + 1, waiting(tenant()));
  }

  @Test
  void aLedgerThatLacksWhatWasSentGetsItAll() throws Exception {
    var file = file("big.csv", HEADER + csv(0, LINES));
    importUntilKilled("20,001", file);
    var empty = tenant() + "-empty";
    useTenant(empty);
    var done = usage(file).done();
    assertTrue(done.errors().contains("the ledger lacks what was sent before"), done.errors());
    assertEquals(LINES, waiting(empty));
  }

  /** Imports in a process of its own, which is killed once it tells that so many lines are in. */
  private void importUntilKilled(String lines, String file) throws Exception {
    ReckonerProcess.start(
            folder,
            List.of(
                "usage",
                "import",
                file,
                "--address",
                "localhost:" + rating.port(),
                "--tokens",
                folder.toString(),
                "--rejects",
                folder.toString(),
                "--state",
                folder.resolve("state").toString()))
        .killAt(line -> line.contains(lines + " lines"));
  }

  @Test
  void whatIsWrongWithTheCommandIsSaidBeforeAnythingIsSent() throws Exception {
    var good = file("good.csv", HEADER + csv(0, 1));
    usage(good, folder.resolve("none.csv").toString()).failed(2, "none.csv cannot be read");
    usage(file("a.txt", "")).failed(2, "--format says what it is");
    usage(good, "--format", "xml").failed(2, "--format is csv or jsonl, not xml");
    usage(good, "--nesting", "LOOSE").failed(2, "--nesting is disjoint or contained, not LOOSE");
    usage(good, file("b.csv", "event_id,colour\n")).failed(2, "b.csv:1 has a column 'colour'");
    usage(good, file("c.csv", "event_id,event_id\n"))
        .failed(2, "c.csv:1 has the column 'event_id' twice");
    usage(good, file("d.csv", "event_id,quantities\n")).failed(2, "a column 'quantities'");
    usage(good, file("e.csv", "event_id,dimensions.\n")).failed(2, "a column 'dimensions.'");
    usage(good, file("f.csv", "")).failed(2, "f.csv:1 names no columns");
    usage().failed(2, "Missing required parameter");
    run(good, "--against", folder.resolve("none").toString())
        .failed(1, "given with --against, cannot be read");
    run(good, "--tokens", folder.resolve("none").toString()).failed(1, "there is no token in");
    assertEquals(0, waiting(tenant()));
    Files.writeString(folder.resolve("machine.token"), TestService.token("x", Role.VIEWER));
    usage(good).failed(1, "PERMISSION_MISSING");
  }
}
