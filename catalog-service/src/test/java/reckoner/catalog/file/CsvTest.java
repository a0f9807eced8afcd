package reckoner.catalog.file;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.Refused;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.Item;

class CsvTest {
  private static final String BOOKS =
      """
      kind: price-book
      key: list
      name: "List, 2026"
      currency: USD
      dimensions: [region, tier]
      prices:
        - product: seat
          start_time: 2026-01-01
          end_time: 2027-01-01
          terms: {price: {flat: 29}}
        - product: tokens
          dimensions: {region: eu}
          terms: {price: {per_unit: 2.50 per 1000000}}
        - product: tokens
          terms:
            price:
              graduated: [{up_to: 10, rate: 1}, {from: 10, up_to: 20, rate: 0.5, flat: 3}, {rate: 0}]
        - product: tokens
          dimensions: {region: =us, tier: "'"}
          terms: {price: {stair_step: [{up_to: 10, flat: 5}, {flat: 7}]}}
      ---
      kind: price-book
      key: vip
      currency: EUR
      segment: vip
      prices:
        - product: seat
          terms: {price: {volume: [{up_to: 5, rate: 9}, {rate: 8 per 2}]}}
      """;

  private static final String ROWS =
      """
      book,name,description,currency,segment,customer,product,start,end,dim:region,dim:tier,model,from,up_to,amount,per,flat
      list,"List, 2026",,USD,,,seat,2026-01-01,2027-01-01,,,flat,,,29,,
      list,"List, 2026",,USD,,,tokens,,,eu,,per-unit,,,2.50,1000000,
      list,"List, 2026",,USD,,,tokens,,,,,graduated,,10,1,,
      list,"List, 2026",,USD,,,tokens,,,,,graduated,10,20,0.5,,3
      list,"List, 2026",,USD,,,tokens,,,,,graduated,,,0,,
      list,"List, 2026",,USD,,,tokens,,,'=us,'',stair-step,,10,,,5
      list,"List, 2026",,USD,,,tokens,,,'=us,'',stair-step,,,,,7
      vip,,,EUR,vip,,seat,,,,,volume,,5,9,,
      vip,,,EUR,vip,,seat,,,,,volume,,,8,2,
      """;

  private static List<Item> items(FileFormat format, String text) {
    var reading = RoundTripTest.read(format, text);
    assertEquals(List.of(), reading.faults());
    return reading.items().stream().map(LocatedItem::item).toList();
  }

  @Test
  void booksAreWrittenAsRowsAndReadAgain() {
    var books = items(FileFormat.YAML, BOOKS);
    assertEquals(ROWS, CatalogFile.write(FileFormat.CSV, books));
    assertEquals(books, items(FileFormat.CSV, ROWS));
    assertEquals(
        books, items(FileFormat.CSV, "\uFEFF" + ROWS.replace("\n", "\r\n") + ",,,\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@x", "'x", "''", "'"})
  void noCellThatIsTextBeginsAFormula(String text) {
    var item =
        items(FileFormat.YAML, BOOKS).getLast().toBuilder().setName(text).setKey("k").build();
    var rows = CatalogFile.write(FileFormat.CSV, List.of(item));
    assertTrue(rows.lines().skip(1).allMatch(line -> line.startsWith("k,'" + text + ",")), rows);
    assertEquals(List.of(item), items(FileFormat.CSV, rows));
  }

  @Test
  void whatRowsCannotSayIsRefusedByName() {
    var book =
        "kind: price-book\nkey: list\ncurrency: USD\nprices:\n  - product: seat\n    terms: ";
    for (var terms :
        List.of(
            "{price: {per_unit: {rate: 1, packaging: 10}}}|terms.price.per_unit.packaging",
            "{allowance: 5, price: {flat: 1}}|terms.allowance",
            "{price: {graduated: {tiers: [{rate: 1}], zero:"
                + " first-flat}}}|terms.price.graduated.zero",
            "{price: {capacity: {units: 1, fee: 2, overage: {flat: 1}}}}|terms.price.capacity",
            "{price: {dynamic: cost}}|terms.price.dynamic")) {
      var parts = terms.split("\\|");
      refused(
          "price 1 of list, of product seat, has a " + parts[1],
          items(FileFormat.YAML, book + parts[0] + "\n"));
    }
    refused(
        "seat is no price book", items(FileFormat.YAML, "kind: product\nkey: seat\nunit: seat\n"));
    refused("list as a whole", items(FileFormat.YAML, "kind: price-book\nkey: list\n"));
    refused(
        "price 1 of list, of product seat, has a dimensions",
        items(FileFormat.YAML, book + "{price: {flat: 1}}\n    dimensions: {a: \"\"}\n"));
  }

  private static void refused(String what, List<Item> items) {
    var failure = assertThrows(Refused.class, () -> CatalogFile.write(FileFormat.CSV, items));
    assertEquals("CSV_CANNOT_SAY", failure.refusal().reason().name());
    assertTrue(failure.refusal().message().startsWith(what), failure.refusal().message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          book,currency,product,model,colour\\nb,USD,p,flat,red | 1:5: "colour" is no column; accepted are book, name, description, currency, segment, customer, product, start, end, model, from, up_to, amount, per, flat, and dim: with the name of a dimension
          book,currency,product,model,book | 1:5: the column book stands here twice
          book,amount | 1:1: the first line names the columns, and lacks currency, product, model
          book,currency,product,model\\nb,"U\\nS",p,flat\\n\\nb,EUR,p,flat | 5:2: currency: is "EUR", and the same book has "U\\nS" in line 2
          book,currency,product,model\\nb,USD,p,tiered | 2:4: model: "tiered" is not accepted; accepted are flat, per-unit, graduated, volume, stair-step
          book,currency,product,model,per\\nb,USD,p,flat,5 | 2:5: per: says nothing of the model flat
          book,currency,product,model\\nb,USD,p,flat,5 | 2:5: the row has 5 cells, and the first line names 4 columns
          book,currency,product,model\\n,USD,p,flat | 2:1: book: is empty; the key of the price book is accepted
          book,currency,product,start,model\\nb,USD,"p\\n\\n",soon,flat\\nb,USD,p,soon,flat | 2:4: prices[0].start_time: "soon" is no instant; accepted are a date, which begins at 00:00 UTC, such as 2026-01-31, and 2026-01-31T09:30:00Z
          book,currency,product,model,amount,per\\nb,USD,p,per-unit,1,1e6 | 2:6: prices[0].terms.price.per_unit.rate.per: "1e6" is not accepted; accepted are a whole number in digits alone, -9223372036854775808 to 9223372036854775807
          """)
  void whatIsNotAcceptedIsSaidWithTheLineAndTheNumberOfTheCell(String file, String fault) {
    var reading = RoundTripTest.read(FileFormat.CSV, file.replace("\\n", "\n"));
    assertEquals("f:" + fault.replace("\\n", "\n"), reading.faults().getFirst().in("f"));
  }

  @Test
  void linesAreCountedOverQuotedLineBreaksAndACheckFindsItsCell() {
    var text =
        """
        book,currency,product,model,up_to,amount
        b,USD,"p
        q",graduated,5,1
        b,USD,"p
        q",graduated,,x
        """
            .replace("\n", "\r\n");
    var reading =
        CatalogFile.read(
            FileFormat.CSV,
            text.getBytes(StandardCharsets.UTF_8),
            item ->
                List.of(
                    new Refusal.Fault(
                        "price_book.prices[0].terms.price.graduated.tiers[1].rate.amount", "x")));
    assertEquals(
        List.of("f:4:6: prices[0].terms.price.graduated.tiers[1].rate.amount: x"),
        reading.faults().stream().map(fault -> fault.in("f")).toList());
    assertTrue(
        RoundTripTest.read(FileFormat.CSV, "book,currency,product,model\nb,\"U\"S,p,flat")
            .faults()
            .getFirst()
            .in("f")
            .startsWith("f:2:1: is not CSV from here on: "));
  }

  @Test
  void mutatedRowsAreReadToBooksOrToFaults() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      var mutated = MutatedFilesTest.mutate(ROWS, random);
      var reading =
          assertDoesNotThrow(
              () -> CatalogFile.read(FileFormat.CSV, mutated, item -> List.of()),
              () -> "seed " + seed + "\n" + new String(mutated, StandardCharsets.ISO_8859_1));
      assertTrue(reading.faultCount() > 0 || !reading.items().isEmpty(), () -> "seed " + seed);
      var items = new ArrayList<Item>();
      reading.items().forEach(item -> items.add(item.item()));
      if (reading.faultCount() == 0) {
        assertEquals(
            items,
            items(FileFormat.YAML, CatalogFile.write(FileFormat.YAML, items)),
            () -> "seed " + seed);
      }
    }
  }
}
