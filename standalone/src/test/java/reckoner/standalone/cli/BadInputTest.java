package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a command is said before anything starts, with its place. */
class BadInputTest {
  private static final String LIST =
      """
      [{"id": "p", "models": [{"id": "m", "match": {"equals": "m"}, "prices": {"input_mtok": 1}}]}]
      """;
  private static final String TRACE =
      "TIMESTAMP,ContextTokens,GeneratedTokens\n2026-03-01 00:00:00,1,1\n";

  @TempDir private Path folder;

  private Outcome run(List<String> arguments) {
    var all = new ArrayList<>(arguments);
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    return Outcome.of(all);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        // a price list at fault: the place and what is wrong
        Arguments.of("[{", TRACE, "p/m", "the price list list.json has 1 fault(s)"),
        Arguments.of("[{", TRACE, "p/m", "line 1, column"),
        Arguments.of(LIST.replace(": 1}", ": -1}"), TRACE, "p/m", "p/m prices.input_mtok"),
        Arguments.of(
            LIST.replace(": 1}", ": 0.0000000000000000001}"),
            TRACE,
            "p/m",
            "p/m prices.input_mtok"),
        Arguments.of(LIST.replace(": 1}", ": \"1\"}"), TRACE, "p/m", "p/m prices.input_mtok"),
        Arguments.of("{}", TRACE, "p/m", "is not a list of providers"),
        // a model or provider that the list does not name
        Arguments.of(LIST, TRACE, "q/m", "list.json has no provider q; it has p"),
        Arguments.of(LIST, TRACE, "p/n", "list.json has no model of p that n could mean"),
        // a trace without what is needed
        Arguments.of(LIST, "", "p/m", "trace.csv is empty"),
        Arguments.of(
            LIST,
            "TIMESTAMP,ContextTokens\n",
            "p/m",
            "line 1: the header lacks the column GeneratedTokens"),
        Arguments.of(
            LIST,
            TRACE.replace("GeneratedTokens", "ContextTokens"),
            "p/m",
            "ContextTokens stands twice"),
        Arguments.of(
            LIST,
            "TIMESTAMP,ContextTokens,GeneratedTokens\n",
            "p/m",
            "say the month with --month"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultOfAFileIsNamedWithItsPlace(String list, String trace, String model, String message)
      throws IOException {
    var outcome =
        run(
            List.of(
                "demo",
                "--prices",
                file("list.json", list).toString(),
                "--trace",
                file("trace.csv", trace) + "=" + model));
    assertEquals(2, outcome.code(), outcome.errors());
    assertTrue(outcome.errors().contains(message), outcome.errors());
    assertFalse(Files.exists(folder.resolve("data")), "nothing was started");
  }

  static Stream<Arguments> flags() {
    return Stream.of(
        Arguments.of(List.of("demo", "--trace", "x.csv"), "is not FILE=PROVIDER/MODEL"),
        Arguments.of(List.of("demo", "--trace", "x.csv=p/m"), "x.csv: there is no such file"),
        Arguments.of(
            List.of("demo", "--prices", "none.json", "--trace", "x.csv=p/m"),
            "none.json: there is no such file"),
        Arguments.of(List.of("demo", "--customers", "0"), "--customers is 1 to 10,000, not 0"),
        Arguments.of(List.of("demo", "--month", "2026-13"), "--month"),
        Arguments.of(List.of("demo", "--month", "9999-12"), "--month is 2000-02 to 9899-12"),
        Arguments.of(List.of("demo", "--port-base", "many"), "--port-base"),
        Arguments.of(List.of("demo", "--surprise"), "--surprise"));
  }

  @ParameterizedTest
  @MethodSource("flags")
  void aFlagAtFaultIsNamed(List<String> arguments, String message) {
    var outcome = run(arguments);
    assertEquals(2, outcome.code(), outcome.errors());
    assertTrue(outcome.errors().contains(message), outcome.errors());
  }

  @Test
  void twoTracesOfOneNameAreRefused() throws IOException {
    Files.createDirectories(folder.resolve("other"));
    var list = file("list.json", LIST);
    var outcome =
        run(
            List.of(
                "demo",
                "--prices",
                list.toString(),
                "--trace",
                file("trace.csv", TRACE) + "=p/m",
                "--trace",
                file("other/trace.csv", TRACE) + "=p/m"));
    assertEquals(2, outcome.code(), outcome.errors());
    assertTrue(
        outcome.errors().contains("two traces have the file name trace.csv"), outcome.errors());
  }

  @Test
  void aTakenPortIsNamedAndNothingIsTouched() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var base = taken.getLocalPort() - 1; // the first that is looked at: others may be taken too
      var outcome = run(List.of("demo", "--port-base", "" + base));
      assertEquals(1, outcome.code(), outcome.errors());
      assertTrue(outcome.errors().contains("" + taken.getLocalPort()), outcome.errors());
    }
  }

  @Test
  void aFolderWithTheDemoOfOtherInputsIsRefused() throws IOException {
    var data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("demo-inputs"), "0".repeat(64));
    var outcome = run(List.of("demo", "--port-base", "0"));
    assertEquals(2, outcome.code(), outcome.errors());
    assertTrue(outcome.errors().contains("holds the demo of other inputs"), outcome.errors());
    assertEquals(List.of("demo-inputs"), names(data));
  }

  @Test
  void aFolderWithTheReportOfOtherInputsIsRefused() throws IOException {
    var out = Files.createDirectories(folder.resolve("out"));
    Files.writeString(out.resolve("invoices.json"), "{\"tenant\": \"demo-00000000\"}");
    var outcome = run(List.of("demo", "--port-base", "0", "--out", out.toString()));
    assertEquals(2, outcome.code(), outcome.errors());
    assertTrue(outcome.errors().contains("holds the report of other inputs"), outcome.errors());
    assertFalse(Files.exists(folder.resolve("data")), "nothing was started");
  }

  @Test
  void aPathMayHoldAnEqualsSign() throws IOException {
    var list = file("list.json", LIST);
    Files.createDirectories(folder.resolve("month=2024-05"));
    var trace = file("month=2024-05/usage.csv", TRACE);
    var outcome =
        run(List.of("demo", "--prices", list.toString(), "--trace", trace + "=p/unknown"));
    assertTrue(
        outcome.errors().contains("--trace usage.csv=p/unknown: list.json has no model of p"),
        outcome.errors());
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void everySubcommandExplainsItself() {
    for (var words :
        List.of(List.of("--help"), List.of("demo", "--help"), List.of("up", "--help"))) {
      var out = Outcome.of(words).done().out();
      assertTrue(out.contains("Usage: reckoner"), out);
    }
  }
}
