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
 * on a tiered model, with both at once and cache columns at random, and with times shifted over a
 * time-of-day edge and over a start date.
 */
class IndependentTest {
  private static final int CUSTOMERS = 7;
  private static final String ABSENT =
      "the public price list and real traffic are not beside the project: generated ones stand for"
          + " them";
  private static final Path DATA = Path.of("..", "..", "shared", "data");
  private static final Instant EVENING = Instant.parse("2026-03-20T16:30:00Z");

  private static final long SEED = Long.getLong("seed", System.nanoTime());

  static {
    System.out.println("IndependentTest seed " + SEED + " (repeat with -Dseed=" + SEED + ")");
  }

  /** Contexts so many times as long, so that many of them are in a long-context tier. */
  private static final int LONGER = 60;

  @TempDir private Path folder;

  /** A row before it is varied. */
  private record Usage(Duration sinceFirst, long context, long output) {}

  /** How much of a context is read from a cache, and how much written to it. */
  private record Cached(long read, long written) {}

  private interface Caching {
    Caching NONE = context -> new Cached(0, 0);
    Caching FIXED = context -> new Cached(context / 2, context / 10);

    Cached of(long context);

    /** None of it, all of it and everything between; both together are never more than it. */
    static Caching atRandom(Random random) {
      return context -> {
        long read = random.nextInt(4) == 0 ? 0 : random.nextLong(context + 1);
        long written =
            random.nextInt(4) == 0 ? context - read : random.nextLong(context - read + 1);
        return new Cached(read, random.nextInt(4) == 0 ? 0 : written);
      };
    }
  }

  @Test
  void theSampleListAndGeneratedUsage() throws Exception {
    var random = new Random(SEED);
    var usage = new ArrayList<Usage>();
    for (var i = 0; i < 1500; i++) {
      usage.add(
          new Usage(Duration.ofMillis(i * 2500L), random.nextLong(14_000), random.nextLong(2_000)));
    }
    compare(
        DemoInputs.sampleList(),
        Expected.Models.ofSample(),
        usage,
        usage,
        Instant.parse("2026-03-16T00:00:00Z"));
  }

  /** List and traces may be beside the project, which needs none; else a test says so. */
  @TestFactory
  Stream<DynamicTest> publicListsAndRealTraffic() {
    var list = DATA.resolve("llm-prices.json");
    return Stream.of(
        Files.exists(list)
            ? DynamicTest.dynamicTest("the public list", () -> realTraffic(list))
            : DynamicTest.dynamicTest(ABSENT, () -> System.out.println(ABSENT)));
  }

  private void realTraffic(Path list) throws Exception {
    compare(
        new InputFile.OnDisk(list),
        Expected.Models.ofPublicList(),
        rows("llm-trace-code.csv"),
        rows("llm-trace-conversation.csv"),
        Instant.parse("2026-03-13T00:00:00Z"));
  }

  private static List<Usage> rows(String trace) throws IOException {
    var rows = Files.readAllLines(DATA.resolve(trace));
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
    return usage;
  }

  private static Instant time(String row) {
    return LocalDateTime.parse(row.substring(0, row.indexOf(',')).replace(' ', 'T'))
        .toInstant(ZoneOffset.UTC);
  }

  private void compare(
      InputFile list,
      Expected.Models models,
      List<Usage> usage,
      List<Usage> longUsage,
      Instant startDate)
      throws Exception {
    var expected = new Expected(list.bytes());
    var half = usage.getLast().sinceFirst().dividedBy(2);
    var traces =
        List.of(
            write("cached.csv", models.cached(), EVENING, usage, 1, Caching.FIXED, expected),
            write(
                "tiered.csv",
                models.tiered(),
                EVENING.plusSeconds(86_400),
                usage,
                30,
                Caching.NONE,
                expected),
            write(
                "long.csv",
                models.longContext(),
                EVENING.plusSeconds(3 * 86_400),
                longUsage,
                LONGER,
                Caching.atRandom(new Random(SEED)),
                expected),
            write(
                "windowed.csv",
                models.windowed(),
                EVENING.minus(half),
                usage,
                1,
                Caching.NONE,
                expected),
            write(
                "dated.csv",
                models.dated(),
                startDate.minus(half),
                usage,
                1,
                Caching.NONE,
                expected));
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
    var output =
        usage.stream().mapToLong(Usage::output).sum() * (traces.size() - 1)
            + longUsage.stream().mapToLong(Usage::output).sum();
    assertEquals(output, sums.getOrDefault("output", BigDecimal.ZERO).longValueExact());
    var input =
        usage.stream().mapToLong(Usage::context).sum() * (1 + 30 + 1 + 1)
            + longUsage.stream().mapToLong(Usage::context).sum() * LONGER;
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
      Caching caching,
      Expected expected)
      throws IOException {
    var slash = model.indexOf('/');
    var provider = model.substring(0, slash);
    var id = model.substring(slash + 1);
    var lines = new ArrayList<String>();
    lines.add(
        "TIMESTAMP,ContextTokens,GeneratedTokens"
            + (caching.equals(Caching.NONE) ? "" : ",CacheReadTokens,CacheWriteTokens"));
    for (var i = 0; i < usage.size(); i++) {
      var row = usage.get(i);
      var time = begin.plus(row.sinceFirst());
      var context = row.context() * times;
      var cached = caching.of(context);
      var cells = caching.equals(Caching.NONE) ? "" : "," + cached.read() + "," + cached.written();
      lines.add(time + "," + context + "," + row.output() + cells);
      var customer = "customer-%04d".formatted((i + 1) % CUSTOMERS);
      expected.add(
          customer, provider, id, time, context, cached.read(), cached.written(), row.output());
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
