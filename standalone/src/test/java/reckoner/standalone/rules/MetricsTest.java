package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.type.Date;
import com.google.type.Decimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reckoner.kit.auth.Role;
import reckoner.proto.workflows.v1.AcceptQuoteRequest;
import reckoner.proto.workflows.v1.CreateCustomerRequest;
import reckoner.proto.workflows.v1.CreateQuoteRequest;
import reckoner.proto.workflows.v1.Customer;
import reckoner.proto.workflows.v1.CustomerServiceGrpc;
import reckoner.proto.workflows.v1.MonthlyFee;
import reckoner.proto.workflows.v1.Quote;
import reckoner.proto.workflows.v1.QuoteLine;
import reckoner.proto.workflows.v1.QuoteServiceGrpc;
import reckoner.standalone.platform.Progress;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.Suite;
import reckoner.standalone.platform.SuiteOptions;

/** The dashboard and the alerts ask for what there is, and every alert is explained. */
class MetricsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Made by Prometheus itself. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up");

  @TempDir Path temp = Path.of("");

  @Test
  void everyMetricThatIsAskedForIsExported() throws Exception {
    var wanted = wanted();
    assertTrue(wanted.size() > 25, "the queries were found");
    try (var suite = Suite.start(SuiteOptions.embedded(temp, 0), Progress.SILENT);
        var http = HttpClient.newHttpClient()) {
      sellOne(suite);
      var missing = wanted;
      var end = System.nanoTime() + PATIENCE.toNanos();
      while (!missing.isEmpty() && System.nanoTime() < end) {
        Thread.sleep(Duration.ofMillis(500));
        missing = new TreeSet<>(wanted);
        missing.removeAll(exported(suite, http));
      }
      assertEquals(Set.of(), missing);
    }
  }

  private static Set<String> wanted() throws Exception {
    var wanted = new TreeSet<String>();
    Expressions.alerts().values().forEach(query -> wanted.addAll(Expressions.metrics(query)));
    Expressions.panels().forEach(query -> wanted.addAll(Expressions.metrics(query)));
    wanted.removeAll(OF_PROMETHEUS);
    return wanted;
  }

  /** So that a process runs. */
  private static void sellOne(Suite suite) {
    var channel = suite.channel(Service.WORKFLOWS, "acme", Role.SELLER);
    CustomerServiceGrpc.newBlockingStub(channel)
        .createCustomer(
            CreateCustomerRequest.newBuilder()
                .setRequestId("customer")
                .setCustomer(
                    Customer.newBuilder()
                        .setCustomer("ada")
                        .setDisplayName("Ada")
                        .setZone("UTC")
                        .setCurrency("USD"))
                .build());
    var quotes = QuoteServiceGrpc.newBlockingStub(channel);
    var quote =
        quotes.createQuote(
            CreateQuoteRequest.newBuilder()
                .setRequestId("quote")
                .setQuote(
                    Quote.newBuilder()
                        .setQuote("ada/1")
                        .setCustomer("ada")
                        .setStartDate(Date.newBuilder().setYear(2026).setMonth(3).setDay(1))
                        .setMonths(1)
                        .addLines(
                            QuoteLine.newBuilder()
                                .setCharge("platform")
                                .setDisplayName("Platform")
                                .setMonthlyFee(
                                    MonthlyFee.newBuilder()
                                        .setAmount(Decimal.newBuilder().setValue("29")))))
                .build());
    quotes.acceptQuote(
        AcceptQuoteRequest.newBuilder()
            .setRequestId("accept")
            .setQuote("ada/1")
            .setContentHash(quote.getContentHash())
            .build());
  }

  private static Set<String> exported(Suite suite, HttpClient http) throws Exception {
    var names = new TreeSet<String>();
    for (var service : Service.values()) {
      var page =
          URI.create("http://127.0.0.1:%d/prometheus".formatted(suite.ports().http(service)));
      var answer = http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
      answer
          .body()
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("[{ ]", 2)[0])
          .forEach(names::add);
    }
    return names;
  }

  @Test
  void everyAlertHasItsLineInTheOperatingGuideAndNoLineIsLeftOver() throws Exception {
    var explained = new TreeSet<String>();
    for (var line : Files.readAllLines(Repository.root().resolve("docs/operating.md"))) {
      if (line.startsWith("| `Reckoner")) {
        explained.add(line.split("`", 3)[1]);
      }
    }
    assertEquals(Expressions.alerts().keySet(), explained);
  }

  @Test
  void theMetricsOfAQueryAreFound() {
    assertEquals(
        Set.of("a_total", "b_b", "c"),
        Expressions.metrics(
            "sum by (job, x) (rate(a_total{job=~\"d\",e=\"f\"}[$__rate_interval])) / on (g) b_b > 1"
                + " or max_over_time(c[4h:5m])"));
  }
}
