package reckoner.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Real kills of the whole process, its database left behind each time. */
class KillTest {
  private static final int ROWS = 20_000;
  private static final int CUSTOMERS = 30;
  private static final String TRACE = "usage.csv";
  private static final Pattern ANSWERED = Pattern.compile(".*?([0-9,]+) events answered");
  private static final Pattern BILLING =
      Pattern.compile(
          ".*billing run: (\\d+) of 30 invoices drafted, (\\d+) finalised, (\\d+) rendered");

  @TempDir private static Path folder;

  @BeforeAll
  static void aDemoIsNeverKilled() throws Exception {
    ReckonerProcess.run(folder, demo(trace(), "whole", DemoServers.embedded()));
  }

  @Test
  @Tag("F79")
  void aKilledDemoEndsAsOneThatWasNeverKilled() throws Exception {
    try (var servers = DemoServers.embedded()) {
      killed("embedded", servers);
    }
  }

  /** Its processes live on in Temporal, and its sessions in PostgreSQL until they are missed. */
  @Test
  @EnabledIf("reckoner.standalone.demo.DemoServers#areContainersThere")
  void soDoesOneOnRealServers() throws Exception {
    try (var servers = DemoServers.inContainers()) {
      killed("containers", servers);
    }
  }

  private static void killed(String name, DemoServers servers) throws Exception {
    var killed = demo(folder.resolve(TRACE), name, servers);
    var stream = ReckonerProcess.start(folder, killed).killAt(KillTest::isMidStream);
    var billing = ReckonerProcess.start(folder, killed).killAt(KillTest::isMidBilling);
    System.out.println("killed at: " + stream.strip() + "; " + billing.strip());
    ReckonerProcess.run(folder, killed);

    assertArrayEquals(report("whole"), report(name), "numbers, hashes, amounts and exceptions");
    var text = Files.readString(folder.resolve("out-" + name).resolve("invoices.json"));
    for (var i = 1; i <= CUSTOMERS; i++) {
      var number = "\"INV-%06d\"".formatted(i);
      assertEquals(text.indexOf(number), text.lastIndexOf(number), number + " once");
      assertTrue(text.contains(number), number);
      assertTrue(
          Files.exists(folder.resolve("out-" + name).resolve("INV-%06d.pdf".formatted(i))), number);
    }
    assertEquals(ROWS, quantities(text), "each row has one generated token");
  }

  private static boolean isMidStream(String line) {
    var answered = ANSWERED.matcher(line);
    return answered.matches() && Integer.parseInt(answered.group(1).replace(",", "")) < ROWS;
  }

  private static boolean isMidBilling(String line) {
    var billing = BILLING.matcher(line);
    return billing.matches()
        && Integer.parseInt(billing.group(1)) > 0
        && Integer.parseInt(billing.group(3)) < CUSTOMERS;
  }

  private static List<String> demo(Path trace, String name, DemoServers servers) {
    return Stream.concat(
            List.of(
                "demo",
                "--trace",
                trace + "=aurora/aurora-large",
                "--customers",
                "" + CUSTOMERS,
                "--data",
                folder.resolve("data-" + name).toString(),
                "--out",
                folder.resolve("out-" + name).toString(),
                "--port-base",
                "0")
                .stream(),
            servers.flags().stream())
        .toList();
  }

  private static Path trace() throws IOException {
    var begin = Instant.parse("2026-03-02T00:00:00Z");
    var file = folder.resolve(TRACE);
    Files.write(
        file,
        IntStream.rangeClosed(0, ROWS)
            .mapToObj(i ->
                i == 0
                    ? "TIMESTAMP,ContextTokens,GeneratedTokens"
                    : begin.plusSeconds(i) + "," + (i % 977) + ",1")
            .toList());
    return file;
  }

  private static byte[] report(String name) throws IOException {
    var bytes = Files.readAllBytes(folder.resolve("out-" + name).resolve("invoices.json"));
    assertTrue(bytes.length > CUSTOMERS);
    return bytes;
  }

  private static long quantities(String report) {
    var output =
        Pattern.compile(
                "\"token_class\" : \"output\",\\s+\"price_version\" : \"\\w+\",\\s+\"quantity\" :"
                    + " \"(\\d+)\"")
            .matcher(report);
    long sum = 0;
    while (output.find()) {
      sum += Long.parseLong(output.group(1));
    }
    return sum;
  }
}
