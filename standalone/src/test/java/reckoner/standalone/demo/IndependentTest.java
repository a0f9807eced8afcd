package reckoner.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import reckoner.standalone.platform.Progress;
import reckoner.standalone.platform.Suite;
import reckoner.standalone.platform.SuiteOptions;

/**
 * The whole job against a second, independent computation: with cache columns, with contexts × 30
 * on a tiered model, and with times shifted over a time-of-day edge and over a start date.
 */
class IndependentTest {
  private static final int CUSTOMERS = 7;
  private static final Path DATA = Path.of("..", "..", "shared", "data");
  private static final Instant EVENING = Instant.parse("2026-03-20T16:30:00Z");

  @TempDir private Path folder;

  /** A row before it is varied. */
  private record Usage(Duration sinceFirst, long context, long output) {}

  @Test
  void theSampleListAndGeneratedUsage() throws Exception {
    var seed = Long.getLong("seed", System.nanoTime());
    System.out.println("IndependentTest seed " + seed + " (repeat with -Dseed=" + seed + ")");
    var random = new Random(seed);
    var usage = new ArrayList<Usage>();
    for (var i = 0; i < 1500; i++) {
      usage.add(
          new Usage(Duration.ofMillis(i * 2500L), random.nextLong(14_000), random.nextLong(2_000)));
    }
    compare(
        DemoInputs.sampleList(),
        Expected.Models.ofSample(),
        usage,
        Instant.parse("2026-03-16T00:00:00Z"));
  }

  /** Registered only where list and traces are beside the project, which needs none. */
  @TestFactory
  Stream<DynamicTest> publicListsAndRealTraffic() {
    return Stream.of(DATA.resolve("llm-prices.json"))
        .filter(Files::exists)
        .map(list -> DynamicTest.dynamicTest("the public list", () -> realTraffic(list)));
  }

  private void realTraffic(Path list) throws Exception {
    var rows = Files.readAllLines(DATA.resolve("llm-trace-code.csv"));
    var usage = new ArrayList<Usage>();
    var first = time(rows.get(1));
    for (var row : rows.subList(1, rows.size())) {
      var cells = row.split(",", -1);
      usage.add(
          new Usage(
              Duration.between(first, time(row)),
              Long.parseLong(cells[1]),
              Long.parseLong(cells[2])));
    }
    compare(
        new InputFile.OnDisk(list),
        Expected.Models.ofPublicList(),
        usage,
        Instant.parse("2026-03-13T00:00:00Z"));
  }

  private static Instant time(String row) {
    return LocalDateTime.parse(row.substring(0, row.indexOf(',')).replace(' ', 'T'))
        .toInstant(ZoneOffset.UTC);
  }

  private void compare(InputFile list, Expected.Models models, List<Usage> usage, Instant startDate)
      throws Exception {
    var expected = new Expected(list.bytes());
    var half = usage.getLast().sinceFirst().dividedBy(2);
    var traces =
        List.of(
            write("cached.csv", models.cached(), EVENING, usage, 1, true, expected),
            write(
                "tiered.csv",
                models.tiered(),
                EVENING.plusSeconds(86_400),
                usage,
                30,
                false,
                expected),
            write(
                "windowed.csv", models.windowed(), EVENING.minus(half), usage, 1, false, expected),
            write("dated.csv", models.dated(), startDate.minus(half), usage, 1, false, expected));
    var report = run(new DemoInputs(list, traces, CUSTOMERS, null));

    var found = new HashMap<Expected.Key, Expected.Line>();
    var sums = new HashMap<String, BigDecimal>();
    for (var invoice : report.get("invoices")) {
      var total = BigDecimal.ZERO;
      for (var line : invoice.get("lines")) {
        total = total.add(decimal(line, "amount"));
        if (!line.get("charge").asText().equals("platform-fee")) {
          found.put(key(invoice, line), line(line));
          sums.merge(line.get("token_class").asText(), decimal(line, "quantity"), BigDecimal::add);
        }
      }
      assertEquals(0, total.compareTo(decimal(invoice, "total")), "a sum is a sum");
    }
    assertEquals(CUSTOMERS, report.get("invoices").size());
    assertSame(expected.lines(), found);
    var output = usage.stream().mapToLong(Usage::output).sum() * traces.size();
    assertEquals(output, sums.getOrDefault("output", BigDecimal.ZERO).longValueExact());
    var input = usage.stream().mapToLong(Usage::context).sum() * (1 + 30 + 1 + 1);
    sums.remove("output");
    assertEquals(
        input,
        sums.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add).longValueExact(),
        "every context token is on a line, and on one only");
  }

  private static void assertSame(
      Map<Expected.Key, Expected.Line> expected, Map<Expected.Key, Expected.Line> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((key, line) -> {
      var other = found.getOrDefault(key, line);
      var text = key + ": expected " + line + ", found " + other;
      assertEquals(0, line.quantity().compareTo(other.quantity()), text);
      assertEquals(0, line.exact().compareTo(other.exact()), text);
      assertEquals(0, line.rounded().compareTo(other.rounded()), text);
    });
  }

  private static Expected.Key key(JsonNode invoice, JsonNode line) {
    return new Expected.Key(
        invoice.get("customer").asText(),
        line.get("provider").asText(),
        line.get("model").asText(),
        line.get("token_class").asText());
  }

  private static Expected.Line line(JsonNode line) {
    return new Expected.Line(
        decimal(line, "quantity"), decimal(line, "amount_exact"), decimal(line, "amount"));
  }

  private static BigDecimal decimal(JsonNode node, String name) {
    return new BigDecimal(node.get(name).asText());
  }

  private Trace write(
      String name,
      String model,
      Instant begin,
      List<Usage> usage,
      int times,
      boolean cached,
      Expected expected)
      throws IOException {
    var slash = model.indexOf('/');
    var provider = model.substring(0, slash);
    var id = model.substring(slash + 1);
    var lines = new ArrayList<String>();
    lines.add(
        "TIMESTAMP,ContextTokens,GeneratedTokens"
            + (cached ? ",CacheReadTokens,CacheWriteTokens" : ""));
    for (var i = 0; i < usage.size(); i++) {
      var row = usage.get(i);
      var time = begin.plus(row.sinceFirst());
      var context = row.context() * times;
      var read = cached ? context / 2 : 0;
      var written = cached ? context / 10 : 0;
      lines.add(
          time + "," + context + "," + row.output() + (cached ? "," + read + "," + written : ""));
      var customer = "customer-%04d".formatted((i + 1) % CUSTOMERS);
      expected.add(customer, provider, id, time, context, read, written, row.output());
    }
    var file = Files.write(folder.resolve(name), lines);
    return new Trace(new InputFile.OnDisk(file), provider, id);
  }

  private JsonNode run(DemoInputs inputs) throws IOException {
    var told = new ByteArrayOutputStream();
    var story = new Story(new PrintStream(told, true, StandardCharsets.UTF_8));
    var data = folder.resolve("data");
    var out = folder.resolve("out");
    new Demo(inputs, inputs.fingerprint(), out, story)
        .run(data, () -> Suite.start(SuiteOptions.embedded(data, 0), Progress.SILENT));
    assertTrue(told.toString(StandardCharsets.UTF_8).contains(CUSTOMERS + " invoices: total"));
    return JsonMapper.builder().build().readTree(out.resolve("invoices.json").toFile());
  }
}
