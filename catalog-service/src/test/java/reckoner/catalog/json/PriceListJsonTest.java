package reckoner.catalog.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.catalog.PriceList.Fault;
import reckoner.catalog.PriceList.Notice.Kind;
import reckoner.catalog.PriceList.Reading;
import reckoner.pricing.Rate;
import reckoner.pricing.RateCondition;
import reckoner.pricing.SizeRates;
import reckoner.pricing.TokenClass;

/** Price lists as files state them. */
class PriceListJsonTest {
  private static final SizeRates NONE = SizeRates.flat(new Rate(BigDecimal.TEN, 1));

  private static Reading list(String models) {
    return PriceListJson.read(
        ("[{'id':'p','models':[" + models + "]}]")
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8));
  }

  private static Reading prices(String prices) {
    return list("{'id':'m','match':{'equals':'m'},'prices':" + prices + "}");
  }

  @Test
  void aPlainPriceKeepsTheDigitsOfTheFile() {
    var reading = prices("{'input_mtok':0.100000000000000001,'output_mtok':1e-7}");
    assertEquals(List.of(), reading.faults());
    var rates = reading.list().models().getFirst().rates().orElseThrow().entries().getFirst();
    var input = rates.rates().getOrDefault(TokenClass.INPUT, NONE).tiers().getFirst().rate();
    assertEquals(new BigDecimal("0.100000000000000001"), input.amount());
    assertEquals(1_000_000, input.per());
    assertEquals(
        new BigDecimal("0.0000001"),
        rates.rates().getOrDefault(TokenClass.OUTPUT, NONE).tiers().getFirst().rate().amount());
  }

  @Test
  void entriesTiersDatesAndWindowsAreTakenOver() {
    var reading =
        prices(
            """
            [{'prices':{'input_mtok':{'base':3,'tiers':[{'start':200000,'price':6}]}}},
             {'constraint':{'start_date':'2026-03-13'},'prices':{'input_mtok':2}},
             {'constraint':{'start_time':'00:30:00Z','end_time':'18:30:00+02:00'},'prices':{'input_mtok':1}}]
            """);
    assertEquals(List.of(), reading.faults());
    var card = reading.list().models().getFirst().rates().orElseThrow();
    assertEquals(
        List.of(
            new RateCondition.Always(),
            new RateCondition.FromStart(Instant.parse("2026-03-13T00:00:00Z")),
            new RateCondition.Daily(LocalTime.of(0, 30), LocalTime.of(16, 30))),
        card.entries().stream().map(entry -> entry.condition()).toList());
    assertEquals(
        200_000,
        card.entries()
            .getFirst()
            .rates()
            .getOrDefault(TokenClass.INPUT, NONE)
            .tiers()
            .get(1)
            .above());
    assertEquals(4, reading.list().prices());
  }

  @Test
  void requestsArePricedByTheThousand() {
    var card = prices("{'requests_kcount':5}").list().models().getFirst().rates().orElseThrow();
    var rate =
        card.entries()
            .getFirst()
            .rates()
            .getOrDefault(TokenClass.REQUEST, NONE)
            .tiers()
            .getFirst()
            .rate();
    assertEquals(1000, rate.per());
  }

  @Test
  void aModelWithoutAPriceIsNamed() {
    for (var none : List.of("{}", "[]", "[{'prices':{}}]")) {
      var reading = prices(none);
      assertTrue(reading.list().models().getFirst().rates().isEmpty());
      assertEquals(
          List.of(Kind.UNPRICED_MODEL),
          reading.notices().stream().map(notice -> notice.kind()).toList());
      assertEquals(List.of("p/m"), reading.notices().getFirst().places());
    }
  }

  @Test
  void whatCannotBeExpressedIsNamedAndCounted() {
    var reading =
        list(
            """
            {'id':'a','match':{'regex':'(?=x)'},'prices':{'input_mtok':1,'search_kcount':9}},
            {'id':'b','match':{'like':'b'},'prices':{'search_kcount':9}},
            {'id':'c','match':{'equals':'c'},'price_currency':'EUR','prices':[{'prices':{'input_mtok':1}},
              {'constraint':{'weekday':'sunday'},'prices':{'input_mtok':2}}]}
            """);
    assertEquals(List.of(), reading.faults());
    var named =
        reading.notices().stream()
            .map(notice -> notice.kind() + " " + notice.name() + " " + notice.places())
            .toList();
    assertEquals(
        List.of(
            "INEXPRESSIBLE regular expression (?=x) [p/a]",
            "INEXPRESSIBLE search_kcount [p/a, p/b]",
            "INEXPRESSIBLE match clause like [p/b]",
            "UNPRICED_MODEL model without a price [p/b, p/c]",
            "NOT_FOLLOWED price_currency [p/c]",
            "INEXPRESSIBLE constraint weekday [p/c]"),
        named,
        "a lost condition leaves the model unpriced rather than at another entry's price");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'input_mtok':-1} | p/m prices.input_mtok | is negative: \"-1\"",
        "{'input_mtok':0.1234567890123456789} | p/m prices.input_mtok | has 19 fractional digits,"
            + " at most 18 are accepted: \"0.1234567890123456789\"",
        "{'input_mtok':1e99} | p/m prices.input_mtok | has more than 56 digits: \"1E+99\"",
        "{'input_mtok':1e99999} | p/m prices.input_mtok | has too large an exponent: \"1E+99999\"",
        "{'input_mtok':'3'} | p/m prices.input_mtok | is not a number: \"3\"",
        "{'input_mtok':{'tiers':[]}} | p/m prices.input_mtok.base | is missing",
        "{'input_mtok':{'base':1,'tiers':[{'start':0,'price':1}]}} | p/m"
            + " prices.input_mtok.tiers[0].start | is not a whole number of tokens from 1 on: 0",
        "{'input_mtok':{'base':1,'tiers':[{'start':5,'price':1},{'start':5,'price':2}]}} | p/m"
            + " prices.input_mtok.tiers | tiers stand in ascending order of their start: 5",
        "[{'prices':{'input_mtok':1},'constraint':{'start_date':'2026-02-30'}}] | p/m"
            + " prices[0].constraint | is not a date or a time of day:"
            + " {\"start_date\":\"2026-02-30\"}",
        "[{'prices':{'input_mtok':1},'constraint':{'start_date':'+999999999-01-01'}}] | p/m"
            + " prices[0].constraint | is not a date of the years 1 to 9999:"
            + " {\"start_date\":\"+999999999-01-01\"}",
        "[{'prices':{'input_mtok':1},'constraint':{'start_date':'0000-12-31'}}] | p/m"
            + " prices[0].constraint | is not a date of the years 1 to 9999:"
            + " {\"start_date\":\"0000-12-31\"}",
        "[{'prices':{'input_mtok':1},'constraint':{'start_time':'00:00:00.0000001Z',"
            + "'end_time':'01:00Z'}}] | p/m prices[0].constraint | is a window finer than a second:"
            + " {\"start_time\":\"00:00:00.0000001Z\",\"end_time\":\"01:00Z\"}",
        "7 | p/m prices | is neither an object nor a list"
      })
  void aFaultIsNamedWithItsPlace(String prices, String place, String message) {
    assertEquals(List.of(new Fault(place, message)), prices(prices).faults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'id':'a\\u0000','match':{},'prices':{}} | p[0] id",
        "{'id':'a\\ud800','match':{},'prices':{}} | p[0] id",
        "{'id':'a','match':{'equals':'\\u0000'},'prices':{}} | p/a match",
        "{'id':'a','match':{'or':[{'equals':'b'},{'\\u0000':1}]},'prices':{}} | p/a match",
        "{'id':'a','match':{'equals':1e200000},'prices':{}} | p/a match"
      })
  void whatCannotBeStoredIsAFault(String model, String place) {
    assertEquals(List.of(place), list(model).faults().stream().map(Fault::place).toList());
  }

  @Test
  void aProviderWithoutAStorableIdIsAFault() {
    var file = "[{\"id\":\"p\\u0000\",\"models\":[]}]".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        List.of(new Fault("[0] id", "has a NUL or half a character")),
        PriceListJson.read(file).faults());
  }

  @Test
  void noticesCountAllAndNameTheFirst() {
    var models = new StringJoiner(",");
    for (int i = 0; i < 101; i++) {
      models.add("{'id':'m%d','match':{},'prices':{'search_kcount':1}}".formatted(i));
    }
    var notice =
        list(models.toString()).notices().stream()
            .filter(each -> each.name().equals("search_kcount"))
            .findFirst()
            .orElseThrow();
    assertEquals(101, notice.count());
    assertEquals(100, notice.places().size());
    assertEquals("p/m0", notice.places().getFirst());
    assertEquals("p/m99", notice.places().getLast());
  }

  @Test
  void aLongNameIsCut() {
    var name = prices("{'%s':1}".formatted("😀".repeat(150))).notices().getFirst().name();
    assertEquals("😀".repeat(99) + "…", name);
    var whole = prices("{'%s':1}".formatted("x".repeat(200))).notices().getFirst().name();
    assertEquals("x".repeat(200), whole);
  }

  @Test
  void aThousandNoticesStandForThemselvesAndTheRestTogether() {
    var fields = new StringJoiner(",");
    for (int i = 0; i < 1005; i++) {
      fields.add("'f%d':1".formatted(i));
    }
    var notices = prices("{" + fields + "}").notices();
    assertEquals(1001, notices.size());
    assertEquals("f999", notices.get(999).name());
    var rest = notices.getLast();
    assertEquals("further kinds", rest.name());
    assertEquals(Kind.INEXPRESSIBLE, rest.kind());
    assertEquals(6, rest.count(), "five fields and that the model has no price");
  }

  @Test
  void thePlacesOfAllNoticesTogetherAreBounded() {
    var fields = new StringJoiner(",");
    for (int i = 0; i < 500; i++) {
      fields.add("'f%d':1".formatted(i));
    }
    var models = new StringJoiner(",");
    for (int i = 100; i < 200; i++) {
      models.add("{'id':'%s%d','match':{},'prices':{%s}}".formatted("m".repeat(195), i, fields));
    }
    var notices = list(models.toString()).notices();
    var length =
        notices.stream().flatMap(notice -> notice.places().stream()).mapToInt(String::length).sum();
    assertEquals(1_000_000, length);
    assertTrue(notices.stream().allMatch(notice -> notice.count() == 100));
  }

  @Test
  void everyFaultIsNamedAtOnce() {
    var reading =
        list(
            """
            {'id':'a','match':{},'prices':{'input_mtok':-1}},
            {'id':'a','match':{'equals':'a'},'prices':{}},
            {'match':{},'prices':{}},
            {'id':'b','prices':{'output_mtok':-2}}
            """);
    assertEquals(
        List.of("p/a prices.input_mtok", "p/a", "p[2] id", "p/b match", "p/b prices.output_mtok"),
        reading.faults().stream().map(Fault::place).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{\"id\": | line 1, column",
        "{} | the file",
        "[] | the file",
        "[{\"id\":\"a\",\"id\":\"b\"}] | line 1, column",
        "[] x | line 1, column",
        "not json | line 1, column"
      })
  void anUnreadableFileIsRefusedWithItsPlace(String file, String place) {
    var reading = PriceListJson.read(file.getBytes(StandardCharsets.UTF_8));
    assertEquals(1, reading.faults().size());
    assertTrue(reading.faults().getFirst().place().startsWith(place), reading::toString);
  }

  /** Registered only where the public list is beside the project, which needs none. */
  @TestFactory
  Stream<DynamicTest> publicLists() {
    return Stream.of(Path.of("../../shared/data/llm-prices.json"))
        .filter(Files::exists)
        .map(file -> DynamicTest.dynamicTest("the public list", () -> isTakenOverWhole(file)));
  }

  private static void isTakenOverWhole(Path file) throws IOException {
    var reading = PriceListJson.read(Files.readAllBytes(file));
    assertEquals(List.of(), reading.faults());
    assertEquals(34, reading.list().providers());
    assertEquals(1442, reading.list().models().size());
    assertEquals(1285, reading.list().pricedModels().size());
    assertEquals(
        List.of(
            "UNPRICED_MODEL model without a price 157", "NOT_FOLLOWED fallback_model_providers 2"),
        reading.notices().stream()
            .map(notice -> notice.kind() + " " + notice.name() + " " + notice.count())
            .sorted((a, b) -> b.compareTo(a))
            .toList());
    assertFalse(reading.list().models().getFirst().match().accepts("gpt-4"));
  }
}
