package reckoner.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The project's own sample, with every amount written out by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleTest {
  private static final List<String> COMMAND =
      List.of("demo", "--port-base", "0", "--data", "data", "--out", "out");

  private final Path folder;
  private String story = "";

  SampleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  void runTheDemo() throws Exception {
    story = ReckonerProcess.run(folder, COMMAND);
  }

  private JsonNode report() throws Exception {
    return JsonMapper.builder().build().readTree(folder.resolve("out/invoices.json").toFile());
  }

  private static List<JsonNode> all(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).toList();
  }

  private static String line(JsonNode line) {
    return "%s %s: %s - %s = %s -> %s ~ %s, cost %s"
        .formatted(
            line.get("model").textValue(),
            line.get("token_class").textValue(),
            line.get("quantity").textValue(),
            line.get("allowance").textValue(),
            line.get("quantity_priced").textValue(),
            line.get("amount_exact").textValue(),
            line.get("amount").textValue(),
            line.get("cost").textValue());
  }

  /** Every usage line of the month, by customer; prices are cost × 1.20 a million tokens. */
  private static Map<String, List<String>> expected() {
    var lines = new TreeMap<String, List<String>>();
    // UTC: from the first to the last microsecond of March; 1.2 and 1.5
    lines.put(
        "customer-0000",
        List.of(
            "aurora-plain input: 1200000 - 100000 = 1100000 -> 1.32 ~ 1.32, cost 1.2",
            "aurora-plain output: 2 - 0 = 2 -> 0.000003 ~ 0, cost 0.0000025"));
    // New York: 05:00 UTC on 1 March to 04:00 UTC on 1 April, summer time having begun
    lines.put(
        "customer-0001",
        List.of(
            "aurora-plain input: 1300000 - 100000 = 1200000 -> 1.44 ~ 1.44, cost 1.3",
            "aurora-plain output: 2 - 0 = 2 -> 0.000003 ~ 0, cost 0.0000025"));
    // Tokyo: 15:00 UTC on the day before to 15:00 UTC on 31 March
    lines.put(
        "customer-0002",
        List.of(
            "aurora-plain input: 1500000 - 100000 = 1400000 -> 1.68 ~ 1.68, cost 1.5",
            "aurora-plain output: 2 - 0 = 2 -> 0.000003 ~ 0, cost 0.0000025"));
    // 199,999 and 200,000 at 3.6, of which 100,000 are free; 200,001 at 7.2: 1.0799964 + 1.4400072
    // 200 at 18 and 100 at 27
    lines.put(
        "customer-0003",
        List.of(
            "aurora-large input: 600000 - 100000 = 500000 -> 2.5200036 ~ 2.52, cost 2.400003",
            "aurora-large output: 300 - 0 = 300 -> 0.0063 ~ 0.01, cost 0.00525"));
    // 60,000 before the new price are all free; of 70,000 after it 30,000 are not: at 0.48
    // 1,000 at 1.8 and 1,000 at 1.92
    lines.put(
        "customer-0006",
        List.of(
            "aurora-small input: 130000 - 100000 = 30000 -> 0.0144 ~ 0.01, cost 0.058",
            "aurora-small output: 2000 - 0 = 2000 -> 0.00372 ~ 0, cost 0.0031"));
    // by day 130,000 of which 100,000 are free at 2.4; by night 120,000 at 1.2: 0.072 + 0.144
    // 1,000 at 9.6 and 1,000 at 4.8
    lines.put(
        "customer-0009",
        List.of(
            "aurora-night input: 250000 - 100000 = 150000 -> 0.216 ~ 0.22, cost 0.38",
            "aurora-night output: 2000 - 0 = 2000 -> 0.0144 ~ 0.01, cost 0.012"));
    // large: 20,000 of 50,000 and 50,000 of 250,000 are plain input: free; cache reads 20,000 at
    // 0.36 and 200,000 at 0.72 (a request over 200,000); cache writes 10,000 at 4.5; output 18, 27
    // plain has no cache prices: all 150,000 are input
    lines.put(
        "customer-0012",
        List.of(
            "aurora-large input: 70000 - 70000 = 0 -> 0 ~ 0, cost 0.36",
            "aurora-large cache_read: 220000 - 0 = 220000 -> 0.1512 ~ 0.15, cost 0.126",
            "aurora-large cache_write: 10000 - 0 = 10000 -> 0.045 ~ 0.05, cost 0.0375",
            "aurora-large output: 20 - 0 = 20 -> 0.00045 ~ 0, cost 0.000375",
            "aurora-plain input: 150000 - 100000 = 50000 -> 0.06 ~ 0.06, cost 0.15",
            "aurora-plain output: 10 - 0 = 10 -> 0.000015 ~ 0, cost 0.0000125"));
    // the first of the two with one id; the conflicting one is in no charge
    lines.put(
        "customer-0015",
        List.of(
            "aurora-plain input: 300000 - 100000 = 200000 -> 0.24 ~ 0.24, cost 0.3",
            "aurora-plain output: 2000 - 0 = 2000 -> 0.003 ~ 0, cost 0.0025"));
    // free units of each model on its own: exactly all, and one too many; two requests at 6 a
    // thousand
    lines.put(
        "customer-0018",
        List.of(
            "aurora-plain input: 100000 - 100000 = 0 -> 0 ~ 0, cost 0.1",
            "aurora-search input: 100001 - 100000 = 1 -> 0.0000012 ~ 0, cost 0.100001",
            "aurora-search request: 2 - 0 = 2 -> 0.012 ~ 0.01, cost 0.01"));
    // exactly one and a half cent: half up
    lines.put(
        "customer-0021",
        List.of("aurora-plain output: 10000 - 0 = 10000 -> 0.015 ~ 0.02, cost 0.0125"));
    // rows 36 to 40 name no customer: by their number
    lines.put(
        "customer-0036",
        List.of(
            "aurora-large input: 4808 - 4808 = 0 -> 0 ~ 0, cost 0.014424",
            "aurora-large output: 10 - 0 = 10 -> 0.00018 ~ 0, cost 0.00015"));
    lines.put(
        "customer-0037",
        List.of(
            "aurora-large input: 3180 - 3180 = 0 -> 0 ~ 0, cost 0.00954",
            "aurora-large output: 8 - 0 = 8 -> 0.000144 ~ 0, cost 0.00012"));
    lines.put(
        "customer-0038",
        List.of(
            "aurora-small input: 110 - 110 = 0 -> 0 ~ 0, cost 0.000044",
            "aurora-small output: 27 - 0 = 27 -> 0.00005184 ~ 0, cost 0.0000432"));
    lines.put(
        "customer-0039",
        List.of(
            "aurora-night input: 7433 - 7433 = 0 -> 0 ~ 0, cost 0.007433",
            "aurora-night output: 14 - 0 = 14 -> 0.0000672 ~ 0, cost 0.000056"));
    lines.put(
        "customer-0040",
        List.of(
            "aurora-plain input: 34 - 34 = 0 -> 0 ~ 0, cost 0.000034",
            "aurora-plain output: 12 - 0 = 12 -> 0.000018 ~ 0, cost 0.000015"));
    return lines;
  }

  @Test
  void everyAmountIsTheOneWrittenByHand() throws Exception {
    var found = new TreeMap<String, List<String>>();
    for (var invoice : all(report().get("invoices"))) {
      var lines = new ArrayList<>(all(invoice.get("lines")));
      assertEquals(
          " : 1 - 0 = 1 -> 29 ~ 29, cost 0", line(lines.removeFirst()), "the platform fee");
      if (!lines.isEmpty()) {
        found.put(
            invoice.get("customer").textValue(), lines.stream().map(SampleTest::line).toList());
      }
    }
    var expected = expected();
    expected.forEach((customer, lines) -> assertEquals(lines, found.get(customer), customer));
    assertEquals(expected.keySet(), found.keySet());
  }

  @Test
  void fiftyCustomersGiveFiftyInvoicesAndTheExceptionIsNamed() throws Exception {
    var report = report();
    var invoices = all(report.get("invoices"));
    assertEquals(50, invoices.size());
    for (var i = 0; i < 50; i++) {
      assertEquals("INV-%06d".formatted(i + 1), invoices.get(i).get("number").textValue());
      assertEquals("customer-%04d".formatted(i), invoices.get(i).get("customer").textValue());
    }
    // 50 × 29.00, and what the lines come to
    assertEquals("1457.74", report.get("totals").get("amount").textValue());
    var periods = all(report.get("exceptions").get("periods"));
    assertEquals(1, periods.size());
    assertEquals("lighthouse", periods.getFirst().get("customer").textValue());
    assertEquals("UNPRICED_USAGE", periods.getFirst().get("reason").textValue());
    assertTrue(story.contains("not billed: lighthouse"), story);
    var usage =
        all(report.get("exceptions").get("usage")).stream()
            .map(event ->
                "%s %s %s"
                    .formatted(
                        event.get("status").textValue(),
                        event.get("event_id").textValue(),
                        event.get("reason").textValue()))
            .sorted()
            .toList();
    assertEquals(
        List.of(
            "CONFLICT twice CONTENT_CONFLICT",
            "UNPRICED no-price-yet NO_PRICE",
            "UNPRICED no-such-model UNKNOWN_MODEL",
            "WAITING 13 ",
            "WAITING 16 ",
            "WAITING 17 ",
            "WAITING 20 ",
            "WAITING 21 ",
            "WAITING 24 "),
        usage);
  }

  @Test
  void anotherRunChangesNothing() throws Exception {
    var before = Files.readString(folder.resolve("out/invoices.json"));
    var pdf = Files.readAllBytes(folder.resolve("out/INV-000001.pdf"));
    var again = ReckonerProcess.run(folder, COMMAND);
    assertTrue(again.contains("39 duplicate"), again);
    assertEquals(before, Files.readString(folder.resolve("out/invoices.json")));
    assertEquals(
        -1, Arrays.mismatch(pdf, Files.readAllBytes(folder.resolve("out/INV-000001.pdf"))));
  }

  @Test
  void documentsShowNeitherCostNorMargin() throws Exception {
    var csv = Files.readString(folder.resolve("out/INV-000001.csv"));
    assertTrue(csv.startsWith("number,customer,"), csv);
    assertTrue(!csv.contains("cost") && !csv.contains("margin"), csv);
  }
}
