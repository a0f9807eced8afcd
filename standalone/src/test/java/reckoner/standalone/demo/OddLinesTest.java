package reckoner.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.standalone.platform.Progress;
import reckoner.standalone.platform.Suite;
import reckoner.standalone.platform.SuiteOptions;

/** Lines that are broken, late or far away cost no other line, and none of them is lost. */
class OddLinesTest {
  private static final List<String> LINES =
      List.of(
          "\uFEFFContextTokens,GeneratedTokens,TIMESTAMP,Note,Model",
          "200000,10,2026-03-01T10:00:00Z,row 1,",
          "",
          "1,2026-03-01T10:00:00Z",
          "1,1,yesterday,row 3,",
          "1,1,2026-02-30 10:00:00,row 4: no such day,",
          ",1,2026-03-01 10:00:00,row 5,",
          "-1,1,2026-03-01 10:00:00,row 6,",
          "1,many,2026-03-01 10:00:00,row 7,",
          "1,1,2026-03-01 10:00:00,\"row 8: a \"\"quoted\"\", comma\",",
          "1,1,2026-03-01 10:00:00,\"row 9: never closed,",
          "1,1,1999-12-31 23:59:59,row 10: before all times,",
          "100,10,2026-04-20 10:00:00,row 11: the month after,",
          "100,10,2027-01-01 00:00:00,row 12: long after,",
          "1,1,2026-03-01 10:00:00,row 13," + "m".repeat(201),
          "200000,10,2026-03-31 23:59:59.9999999,row 14,\r",
          "=1+1,2",
          "1,1,2026-03-01 10:00:00," + "x".repeat(70_000) + ",");

  @TempDir private Path folder;

  @Test
  void eachIsNamedWithItsPlace() throws Exception {
    var file = Files.write(folder.resolve("odd.csv"), LINES);
    var trace = new Trace(new InputFile.OnDisk(file), "aurora", "aurora-plain");
    var inputs = new DemoInputs(DemoInputs.sampleList(), List.of(trace), 1, YearMonth.of(2026, 3));
    var story = run(inputs);
    var report =
        JsonMapper.builder().build().readTree(folder.resolve("out/invoices.json").toFile());

    var invoices = all(report.get("invoices"));
    assertEquals(1, invoices.size());
    // rows 1, 8 and 14: 400,001 input tokens of which 100,000 are free at 1.2, 21 output tokens at
    // 1.5
    assertEquals("29.36", invoices.getFirst().get("total").textValue());

    assertEquals(
        List.of(
            "4 UNREADABLE LINE_UNREADABLE has 2 columns where the header has 5",
            "5 UNREADABLE LINE_UNREADABLE TIMESTAMP is not a UTC time",
            "6 UNREADABLE LINE_UNREADABLE TIMESTAMP is not a UTC time",
            "7 UNREADABLE LINE_UNREADABLE ContextTokens is empty",
            "11 UNREADABLE LINE_UNREADABLE is not CSV",
            "17 UNREADABLE LINE_UNREADABLE has 2 columns where the header has 5",
            "18 UNREADABLE LINE_UNREADABLE is longer than 65536 characters",
            "8 REJECTED QUANTITY_INVALID quantities[\"input\"]",
            "9 REJECTED QUANTITY_INVALID quantities[\"output\"]",
            "12 REJECTED EVENT_TIME_OUT_OF_RANGE event_time",
            "15 REJECTED FIELD_INVALID model"),
        all(report.get("exceptions").get("lines")).stream().map(OddLinesTest::start).toList());
    assertEquals(
        List.of("11", "12"),
        all(report.get("exceptions").get("usage")).stream()
            .filter(event -> event.get("status").textValue().equals("WAITING"))
            .map(event -> event.get("event_id").textValue())
            .toList(),
        "usage without a contract waits");
    assertTrue(story.contains("odd.csv line 4: UNREADABLE"), story);
    assertTrue(story.contains("2 events wait for a contract"), story);
    var rejected = Files.readAllLines(folder.resolve("out/rejected-lines.csv"));
    assertEquals(12, rejected.size());
    assertTrue(rejected.get(6).endsWith(",\"'=1+1,2\""), rejected.get(6));
    assertTrue(rejected.get(1).endsWith("\"1,2026-03-01T10:00:00Z\""), rejected.get(1));

    var before = Files.readString(folder.resolve("out/invoices.json"));
    run(inputs);
    assertEquals(before, Files.readString(folder.resolve("out/invoices.json")), "the same again");
  }

  private static List<JsonNode> all(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).toList();
  }

  private static String start(JsonNode line) {
    var message = line.get("message").textValue();
    var words = List.of(message.split(" ", -1));
    var cut =
        message.startsWith("TIMESTAMP") ? 6 : message.startsWith("is not CSV") ? 3 : words.size();
    var first = line.get("status").textValue().equals("REJECTED") ? 1 : cut;
    return "%d %s %s %s"
        .formatted(
            line.get("line").longValue(),
            line.get("status").textValue(),
            line.get("reason").textValue(),
            String.join(" ", words.subList(0, first)).replace("CSV:", "CSV"));
  }

  private String run(DemoInputs inputs) {
    var told = new ByteArrayOutputStream();
    var story = new Story(new PrintStream(told, true, StandardCharsets.UTF_8));
    var data = folder.resolve("data");
    new Demo(inputs, inputs.fingerprint(), folder.resolve("out"), story)
        .run(data, () -> Suite.start(SuiteOptions.embedded(data, 0), Progress.SILENT));
    return told.toString(StandardCharsets.UTF_8);
  }
}
