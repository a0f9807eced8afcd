package reckoner.catalog.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.type.DayOfWeek;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.Item;
import reckoner.proto.pricing.v1.ChargeTerms;

class CatalogFileTest {
  private static final String BOOK =
      """
      kind: price-book
      key: list
      currency: USD
      prices:
        - product: seat
          terms:
            price: %s
      """;

  private static List<String> faults(FileFormat format, String text) {
    return faults(RoundTripTest.read(format, text));
  }

  private static List<String> faults(CatalogFile.Reading reading) {
    return reading.faults().stream().map(fault -> fault.in("f")).toList();
  }

  private static Item item(FileFormat format, String text) {
    var reading = RoundTripTest.read(format, text);
    assertEquals(List.of(), faults(reading));
    assertEquals(1, reading.items().size());
    return reading.items().getFirst().item();
  }

  private static ChargeTerms terms(String price) {
    return item(FileFormat.YAML, BOOK.formatted(price)).getPriceBook().getPrices(0).getTerms();
  }

  @Test
  void theShortFormsMeanTheLongOnes() {
    assertEquals(terms("{flat: {amount: 29}}"), terms("{flat: 29}"));
    assertEquals(terms("{per_unit: {rate: {amount: '0.99'}}}"), terms("{per_unit: 0.99}"));
    assertEquals(
        terms("{perUnit: {rate: {amount: '2.50', per: 1000000}}}"),
        terms("{per_unit: 2.50 per 1000000}"));
    assertEquals(
        terms("{graduated: {tiers: [{up_to: 10, rate: {amount: 1}}, {rate: {amount: 2}}]}}"),
        terms("{graduated: [{upTo: 10, rate: 1}, {rate: 2}]}"));
    var window =
        terms("{by_time: {windows: [{days: [monday], start: 09:00, price: {flat: 1}}]}}")
            .getPrice()
            .getByTime()
            .getWindows(0);
    assertEquals(9, window.getStart().getHours());
    assertEquals(DayOfWeek.MONDAY, window.getDays(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no",
        "on",
        "012",
        "1:30",
        "1_000",
        "2026-01-01",
        "1e3",
        "0x1F",
        ".5",
        "+1",
        "NULL"
      })
  void plainValuesAreTheTextThatStandsInTheFile(String text) {
    var yaml = "kind: product\nkey: a\nname: %s\nunit: %s\n".formatted(text, text);
    var product = item(FileFormat.YAML, yaml);
    assertEquals(text, product.getName());
    assertEquals(text, product.getProduct().getUnit());
  }

  @Test
  void decimalsOfJsonKeepEveryDigit() {
    var digits = "12345678901234567890.123456789012345678";
    var book =
        """
        {"kind": "price-book", "key": "list", "currency": "USD",
        \t"prices": [{"product":"seat","terms":{"price":{"flat":{"amount":DIGITS}}}}]}
        """;
    for (var written : List.of(digits, "\"" + digits + "\"", "1e999999999", "0.10")) {
      var read = item(FileFormat.JSON, book.replace("DIGITS", written)).getPriceBook().getPrices(0);
      assertEquals(written.replace("\"", ""), read.getTerms().getPrice().getFlat().getAmount());
    }
  }

  @Test
  void jsonIsReadWithItsEscapes() {
    var product =
        item(
            FileFormat.JSON,
            "[{\"kind\":\"product\",\"key\":\"a\",\"name\":\"\\u00e9\\/\\\"\\\\\\t\\ud83d\\ude00"
                + " é\",\"description\":null,\"unit\":\"no\"}]");
    assertEquals("é/\"\\\t😀 é", product.getName());
    assertEquals("", product.getDescription());
  }

  @Test
  void everyFaultIsNamedAtItsPlace() {
    assertEquals(
        List.of(
            "f:4:1: colour: is no field of price-book; accepted are currency, segment, customer,"
                + " dimensions, prices",
            "f:6:1: customer: and segment exclude each other: one of them only",
            "f:8:14: prices[0].product: is one value, not a list or a mapping",
            "f:9:17: prices[0].start_time: \"tomorrow\" is no instant; accepted are a date, which"
                + " begins at 00:00 UTC, such as 2026-01-31, and 2026-01-31T09:30:00Z",
            "f:12:19: prices[0].terms.price.per_unit.rate: \"1 per 1,000\" is no rate; accepted are"
                + " an amount, such as 0.99, and an amount for a number of units in digits alone,"
                + " such as 2.50 per 1000000",
            "f:13:18: prices[0].terms.remainder: \"never\" is not accepted; accepted are"
                + " from-first-tier, after-allowance",
            "f:14:5: prices[0].product: stands here twice",
            "f:15:12: prices[1].terms: wants its fields by name; accepted are conversion,"
                + " allowance, remainder, price",
            "f:17:7: kind: names no kind of item; accepted are product, meter, price-book,"
                + " offer, credit-unit, cost-book, outcome-definition, entitlement,"
                + " migration-plan"),
        faults(
            FileFormat.YAML,
            """
            kind: price-book
            key: list
            currency: USD
            colour: red
            segment: a
            customer: b
            prices:
              - product: [seat]
                start_time: tomorrow
                terms:
                  price:
                    per_unit: 1 per 1,000
                  remainder: never
                product: seat
              - terms: 29
            ---
            kind: book
            """));
  }

  @Test
  void whatTheCheckFindsIsNamedAtItsPlaceUnlessItFollowsFromTheReading() {
    var text =
        """
        kind: price-book
        key: list
        prices:
          - terms: {price: {flat: 1}}
            product: seat
            dimensions: {"a.b]": eu}
          - product: [x]
        """;
    var reading =
        CatalogFile.read(
            FileFormat.YAML,
            text.getBytes(StandardCharsets.UTF_8),
            item ->
                List.of(
                    new Refusal.Fault("price_book.prices[0].terms.price.flat.amount", "is wrong"),
                    new Refusal.Fault("price_book.prices[0].dimensions[\"a.b]\"]", "is wrong"),
                    new Refusal.Fault("price_book.prices[0].dimensions[a.b]]", "is near"),
                    new Refusal.Fault("price_book.prices[0].start_time", "is missing"),
                    new Refusal.Fault("price_book.currency", "is missing"),
                    new Refusal.Fault("price_book.prices[1].product", "is missing")));
    assertEquals(
        List.of(
            "f:1:1: currency: is missing",
            "f:4:5: prices[0].start_time: is missing",
            "f:4:21: prices[0].terms.price.flat.amount: is wrong",
            "f:6:5: prices[0].dimensions[a.b]]: is near",
            "f:6:18: prices[0].dimensions[\"a.b]\"]: is wrong",
            "f:7:14: prices[1].product: is one value, not a list or a mapping"),
        faults(reading));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kind: product\\nkey: &a x | 2:6: anchors and aliases (&, *) are not accepted: write it out
          kind: product\\nkey: !!str x | 2:6: tags (!) are not accepted: each field knows its type
          kind: product\\n? [a]\\n: b | 2:3: a name is a text, not a list or a mapping
          kind: product\\nkey: a\\nkey: b | 3:1: key: stands here twice
          kind: product\\nkind: meter | 2:1: kind: stands here twice
          kind: product\\nkey: a\\n---\\nkind: product\\nkey: a | 5:1: key: "a" stands in the file twice, first in line 2
          - a | 1:3: is no item; accepted are kind, key, name and the item's fields
          kind: product\\n<<: {key: a} | 2:1: <<: is no field of product; accepted are surface, unit, meter, outcome_definition, group, tax_category
          kind: meter\\ndimensions: a | 2:13: dimensions: is no list; a list is accepted, such as [a, b]
          kind: meter\\ndimensions: [a, null] | 2:17: dimensions[1]: is left empty; if it is a text, write it in quotes
          kind: credit-unit\\ndigits: 012 | 2:9: digits: "012" is not accepted; accepted are a whole number in digits alone, -2147483648 to 2147483647
          kind: credit-unit\\ndigits: 2147483648 | 2:9: digits: "2147483648" is not accepted; accepted are a whole number in digits alone, -2147483648 to 2147483647
          kind: entitlement\\nfeature: yes | 2:10: feature: "yes" is not accepted; accepted are true or false
          kind: product\\nkey: "\\\\ud83d" | 2:6: key: has half of a pair of \\\\u escapes; write both, or neither
          kind: product\\nkey: "\\\\u | 2:9: is not YAML: after \\\\x, \\\\u or \\\\U stands no character's code
          kind: product\\nkey: "\\\\UFFFFFFFF" | 2:9: is not YAML: after \\\\x, \\\\u or \\\\U stands no character's code
          kind: outcome-definition\\nreversal_window: 1.5d | 2:18: reversal_window: "1.5d" is no length of time; accepted are days, hours, minutes or seconds, such as 30d, 48h, 90m, 1.5s
          """)
  void whatIsNotAcceptedIsSaid(String file, String fault) {
    var faults = faults(FileFormat.YAML, file.replace("\\n", "\n").replace("\\\\", "\\"));
    assertEquals("f:" + fault.replace("\\\\", "\\"), faults.getFirst());
  }

  @Test
  void theFirstHundredFaultsAreKeptAndAllAreCounted() {
    for (int count : List.of(99, 100, 101, 1_000)) {
      var text =
          IntStream.range(0, count).mapToObj(i -> "f" + i + ": 1\n").collect(Collectors.joining());
      var reading = RoundTripTest.read(FileFormat.YAML, "kind: product\n" + text);
      assertEquals(Math.min(count, 100), reading.faults().size());
      assertEquals(count, reading.faultCount());
    }
  }

  @Test
  void hostileFilesAreRefusedWithTheirPlace() {
    var laughs =
        IntStream.range(1, 40)
            .mapToObj(i -> "a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1))
            .collect(Collectors.joining("", "kind: product\na0: &a0 x\n", ""));
    assertEquals(
        "f:2:5: anchors and aliases (&, *) are not accepted: write it out",
        faults(FileFormat.YAML, laughs).getFirst());
    for (var format : List.of(FileFormat.YAML, FileFormat.JSON)) {
      assertEquals(
          List.of("f:1:65: a file is nested at most 64 deep"), faults(format, "[".repeat(100_000)));
    }
    assertEquals(
        List.of("f:1:2000000: a file has at most 1,000,000 parts"),
        faults(FileFormat.JSON, "[" + "1,".repeat(1_000_000) + "1]"));
    assertEquals(
        List.of("f:1:1: a file has at most 8,388,608 bytes, not 9,437,184"),
        faults(FileFormat.YAML, "a".repeat(9 * 1024 * 1024)));
    assertTrue(
        faults(FileFormat.JSON, "[" + "9".repeat(8_000_000) + "]").getFirst().length() < 200);
    assertEquals(
        List.of("f:2:6: has the character U+0000, which YAML has only as an escape in quotes"),
        faults(FileFormat.YAML, "kind: product\nkey: \0"));
    assertEquals(
        List.of("f:1:7: has a byte that is not UTF-8, in which files are written"),
        faults(
            CatalogFile.read(
                FileFormat.YAML,
                new byte[] {'k', 'i', 'n', 'd', ':', ' ', (byte) 0xC3, '\n'},
                item -> List.of())));
  }

  @Test
  void aLineOfYamlIsBounded() {
    for (var text : List.of("a", "\"", "# ", "[1,")) {
      assertEquals(
          List.of("f:2:100002: a line of YAML has at most 100,000 characters"),
          faults(FileFormat.YAML, "---\n" + text.repeat(8_000_000 / text.length())));
    }
  }

  @Test
  void sizesAtTheBoundAreAccepted() {
    var item = "kind: product\nkey: a\ndescription: " + "x".repeat(100_000 - 13);
    var file = new byte[8 * 1024 * 1024];
    Arrays.fill(file, (byte) '\n');
    System.arraycopy(item.getBytes(StandardCharsets.UTF_8), 0, file, 0, item.length());
    assertEquals(List.of(), CatalogFile.read(FileFormat.YAML, file, i -> List.of()).faults());
    assertEquals(
        List.of(
            "f:1:1: kind: names no kind of item; accepted are product, meter, price-book, offer,"
                + " credit-unit, cost-book, outcome-definition, entitlement, migration-plan"),
        faults(FileFormat.JSON, "{\"a\":".repeat(63) + "1" + "}".repeat(63)));
    var many =
        IntStream.range(0, 10_001)
            .mapToObj(i -> "- {kind: product, key: a%d}\n".formatted(i))
            .toList();
    assertEquals(
        10_000,
        RoundTripTest.read(FileFormat.YAML, String.join("", many.subList(0, 10_000)))
            .items()
            .size());
    assertEquals(
        List.of("f:10001:3: a file has at most 10,000 items"),
        faults(FileFormat.YAML, String.join("", many)));
  }

  @Test
  void lineEndsAndTheMarkOfByteOrderMeanNothing() {
    var text = BOOK.formatted("{flat: 1}");
    var plain = item(FileFormat.YAML, text);
    assertEquals(plain, item(FileFormat.YAML, text.replace("\n", "\r\n")));
    assertEquals(plain, item(FileFormat.YAML, "\uFEFF" + text));
    assertEquals(plain, item(FileFormat.YAML, "%YAML 1.1\n---\n" + text + "...\n---\n---\n"));
    assertEquals(
        "f:8:1: a: is no field of price-book; accepted are currency, segment, customer, dimensions,"
            + " prices",
        faults(FileFormat.YAML, (text + "a: b").replace("\n", "\r\n")).getFirst());
    for (var nothing : List.of("", "\n", "# nothing\n", "---\n")) {
      assertEquals(List.of("f:1:1: holds no item"), faults(FileFormat.YAML, nothing));
    }
    assertEquals(
        List.of("f:1:1: holds nothing; an object or a list is accepted"),
        faults(FileFormat.JSON, " "));
    assertEquals(
        List.of("f:1:4: goes on after its end; more items stand in a list"),
        faults(FileFormat.JSON, "[] []"));
  }

  @Test
  void theEndingOfTheNameSaysTheFormat() {
    assertEquals(FileFormat.YAML, CatalogFile.format("a.b.YML").orElseThrow());
    assertEquals(FileFormat.JSON, CatalogFile.format("prices.json").orElseThrow());
    assertTrue(CatalogFile.format("prices.txt").isEmpty());
    assertTrue(CatalogFile.format("").isEmpty());
  }
}
