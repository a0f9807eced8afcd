package reckoner.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The project's own sample, with every amount written out by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleTest {
  private static final List<String> COMMAND =
      List.of("demo", "--port-base", "0", "--data", "data", "--out", "out");

  /** Rows outside the month in their customers' zones. */
  private static final Set<Integer> WAITING = Set.of(1, 2, 10, 11, 29, 32);

  private final Path folder;
  private final DemoServers servers = DemoServers.chosen();
  private final List<String> command =
      Stream.concat(COMMAND.stream(), servers.flags().stream()).toList();
  private String story = "";

  SampleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  void runTheDemo() throws Exception {
    story = ReckonerProcess.run(folder, command);
  }

  @AfterAll
  void stopServers() {
    servers.close();
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
    lines.put(
        "customer-0000",
        List.of(
            // requests of 199,999 and 200,000 tokens at 3.6, of 200,001 at 7.2; and, less what was
            // cached, 20,000 of 50,000 and 50,000 of 250,000: 319,999 × 3.6 + 250,001 × 7.2
            "aurora-large input: 670000 - 100000 = 570000 -> 2.9520036 ~ 2.95, cost 2.760003",
            // 20,000 at 0.36 and, in a request over 200,000, 200,000 at 0.72
            "aurora-large cache_read: 220000 - 0 = 220000 -> 0.1512 ~ 0.15, cost 0.126",
            // 10,000 at 4.5: exactly four and a half cents, half up
            "aurora-large cache_write: 10000 - 0 = 10000 -> 0.045 ~ 0.05, cost 0.0375",
            // 210 at 18 and 110 at 27
            "aurora-large output: 320 - 0 = 320 -> 0.00675 ~ 0.01, cost 0.005625",
            // by day 130,000 of which 100,000 are free at 2.4; by night 120,000 at 1.2
            "aurora-night input: 250000 - 100000 = 150000 -> 0.216 ~ 0.22, cost 0.38",
            // 1,000 at 9.6 and 1,000 at 4.8
            "aurora-night output: 2000 - 0 = 2000 -> 0.0144 ~ 0.01, cost 0.012",
            // no cache prices: all 150,000 are input; 500,000 and 700,000 at the month's edges in
            // UTC; 300,000 that came twice: 1,550,000 at 1.2
            "aurora-plain input: 1650000 - 100000 = 1550000 -> 1.86 ~ 1.86, cost 1.65",
            "aurora-plain output: 2012 - 0 = 2012 -> 0.003018 ~ 0, cost 0.002515",
            // free units of each model on its own, and one token too many
            "aurora-search input: 100001 - 100000 = 1 -> 0.0000012 ~ 0, cost 0.100001",
            // two requests at 6 a thousand
            "aurora-search request: 2 - 0 = 2 -> 0.012 ~ 0.01, cost 0.01",
            // 60,000 before the new price are all free; of 70,000 after it 30,000 are not: at 0.48
            "aurora-small input: 130000 - 100000 = 30000 -> 0.0144 ~ 0.01, cost 0.058",
            // 1,000 at 1.8 and 1,000 at 1.92
            "aurora-small output: 2000 - 0 = 2000 -> 0.00372 ~ 0, cost 0.0031"));
    // exactly the free units
    lines.put(
        "customer-0003", List.of("aurora-plain input: 100000 - 100000 = 0 -> 0 ~ 0, cost 0.1"));
    // New York: 05:00 UTC on 1 March to 04:00 UTC on 1 April, summer time having begun
    lines.put("customer-0004", plain("600000", "500000", "0.6", "0.6"));
    lines.put("customer-0007", plain("700000", "600000", "0.72", "0.7"));
    // Tokyo: 15:00 UTC on 28 February to 15:00 UTC on 31 March
    lines.put("customer-0005", plain("700000", "600000", "0.72", "0.7"));
    lines.put("customer-0008", plain("800000", "700000", "0.84", "0.8"));
    // exactly one and a half cents: half up
    lines.put(
        "customer-0006",
        List.of("aurora-plain output: 10000 - 0 = 10000 -> 0.015 ~ 0.02, cost 0.0125"));
    lines.put(
        "customer-0012",
        List.of(
            "aurora-large input: 4808 - 4808 = 0 -> 0 ~ 0, cost 0.014424",
            "aurora-large output: 10 - 0 = 10 -> 0.00018 ~ 0, cost 0.00015"));
    lines.put(
        "customer-0013",
        List.of(
            "aurora-night input: 7433 - 7433 = 0 -> 0 ~ 0, cost 0.007433",
            "aurora-night output: 14 - 0 = 14 -> 0.0000672 ~ 0, cost 0.000056"));
    lines.put(
        "customer-0014",
        List.of(
            "aurora-large input: 3180 - 3180 = 0 -> 0 ~ 0, cost 0.00954",
            "aurora-large output: 8 - 0 = 8 -> 0.000144 ~ 0, cost 0.00012"));
    lines.put(
        "customer-0015",
        List.of(
            "aurora-small input: 110 - 110 = 0 -> 0 ~ 0, cost 0.000044",
            "aurora-small output: 27 - 0 = 27 -> 0.00005184 ~ 0, cost 0.0000432"));
    lines.put(
        "customer-0016",
        List.of(
            "aurora-plain input: 34 - 34 = 0 -> 0 ~ 0, cost 0.000034",
            "aurora-plain output: 12 - 0 = 12 -> 0.000018 ~ 0, cost 0.000015"));
    return lines;
  }

  /** Input at 1.2 after 100,000 free tokens, and one token of output at 1.5. */
  private static List<String> plain(String input, String priced, String amount, String cost) {
    return List.of(
        "aurora-plain input: %s - 100000 = %s -> %s ~ %s, cost %s"
            .formatted(input, priced, amount, amount, cost),
        "aurora-plain output: 1 - 0 = 1 -> 0.0000015 ~ 0, cost 0.00000125");
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
  void anIndependentComputationAgrees() throws Exception {
    var expected = new Expected(DemoInputs.sampleList().bytes());
    var aliases = Map.of("aurora-large-2026-02", "aurora-large", "aurora-find-7", "aurora-search");
    var rows = new String(DemoInputs.sampleTrace().file().bytes(), UTF_8).lines().skip(1).toList();
    var seen = new HashSet<String>();
    for (var i = 0; i < rows.size(); i++) {
      var cells = rows.get(i).split(",", -1);
      var customer = cells[7].isEmpty() ? DemoCustomer.keyOf((i + 1) % 50) : cells[7];
      var waits = WAITING.contains(i + 1);
      if (!waits && !customer.equals("lighthouse") && (cells[5].isEmpty() || seen.add(cells[5]))) {
        expected.add(
            customer,
            "aurora",
            cells[6].isEmpty() ? "aurora-large" : aliases.getOrDefault(cells[6], cells[6]),
            LocalDateTime.parse(cells[0].replace(' ', 'T')).toInstant(ZoneOffset.UTC),
            count(cells[1]),
            count(cells[3]),
            count(cells[4]),
            count(cells[2]));
      }
    }
    var lines = expected.lines();
    var found = 0;
    for (var invoice : all(report().get("invoices"))) {
      for (var line : all(invoice.get("lines")).stream().skip(1).toList()) {
        var key =
            new Expected.Key(
                invoice.get("customer").textValue(),
                line.get("provider").textValue(),
                line.get("model").textValue(),
                line.get("token_class").textValue());
        var other = Objects.requireNonNull(lines.get(key), key::toString);
        assertEquals(0, other.quantity().compareTo(decimal(line, "quantity")), key::toString);
        assertEquals(0, other.exact().compareTo(decimal(line, "amount_exact")), key::toString);
        assertEquals(0, other.rounded().compareTo(decimal(line, "amount")), key::toString);
        found++;
      }
    }
    assertEquals(lines.size(), found);
  }

  private static long count(String cell) {
    return cell.isEmpty() ? 0 : Long.parseLong(cell);
  }

  private static BigDecimal decimal(JsonNode line, String name) {
    return new BigDecimal(line.get(name).textValue());
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
    assertEquals("1458.17", report.get("totals").get("amount").textValue());
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
            "WAITING 1 ",
            "WAITING 10 ",
            "WAITING 11 ",
            "WAITING 2 ",
            "WAITING 29 ",
            "WAITING 32 "),
        usage);
  }

  @Test
  void anotherRunChangesNothing() throws Exception {
    var before = Files.readString(folder.resolve("out/invoices.json"));
    var pdf = Files.readAllBytes(folder.resolve("out/INV-000001.pdf"));
    var again = ReckonerProcess.run(folder, command);
    assertTrue(again.contains("39 duplicate"), again);
    assertEquals(before, Files.readString(folder.resolve("out/invoices.json")));
    assertEquals(
        -1, Arrays.mismatch(pdf, Files.readAllBytes(folder.resolve("out/INV-000001.pdf"))));
  }

  /** On the servers that Reckoner brings, wherever the other tests run. */
  @Test
  void oneCustomerGivesOneInvoice() throws Exception {
    var arguments = new ArrayList<>(COMMAND);
    arguments.addAll(List.of("--customers", "1", "--data", "data1", "--out", "out1"));
    arguments.subList(3, 7).clear();
    ReckonerProcess.run(folder, arguments);
    var report =
        JsonMapper.builder().build().readTree(folder.resolve("out1/invoices.json").toFile());
    assertEquals(1, report.get("invoices").size());
    assertEquals(1, report.get("exceptions").get("periods").size());
  }

  @Test
  void documentsShowNeitherCostNorMargin() throws Exception {
    var csv = Files.readString(folder.resolve("out/INV-000001.csv"));
    assertEquals(
        "number,customer,currency,zone,period_start,period_end,charge,provider,model,token_class,"
            + "price_version,quantity,allowance,quantity_priced,amount_exact,amount",
        csv.lines().findFirst().orElseThrow());
    // the costs of customer-0000's lines, none of which is also an amount
    for (var cost : List.of("2.760003", "0.0375", "0.005625", "0.002515", "0.100001", "0.0031")) {
      assertTrue(!csv.contains(cost), cost);
    }
  }
}
