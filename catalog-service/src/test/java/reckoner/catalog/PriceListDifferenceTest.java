package reckoner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.catalog.json.PriceListJson;

class PriceListDifferenceTest {
  private static PriceList list(String models) {
    var reading =
        PriceListJson.read(
            ("[{'id':'p','models':[" + models + "]}]")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(), reading.faults());
    return reading.list();
  }

  private static String model(String id, String prices) {
    return "{'id':'%s','match':{'equals':'%s'},'prices':%s}".formatted(id, id, prices);
  }

  private static List<String> words(PriceList before, PriceList after) {
    return PriceListDifference.between(before, after).first().stream()
        .map(PriceListDifference.Difference::words)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "{'input_mtok':2.5}; {'input_mtok':2.50}; ",
        "{'input_mtok':2.5}; {'input_mtok':2}; gpt-x input 2.50 → 2.00 per 1,000,000",
        "{'input_mtok':2.5};"
            + " [{'prices':{'input_mtok':2.5}},"
            + "{'constraint':{'start_date':'2026-03-01'},'prices':{'input_mtok':2}}];"
            + " gpt-x input 2.50 → 2.00 per 1,000,000 from 1 March 2026",
        // a second dated change is compared with the first
        "[{'prices':{'input_mtok':3}},"
            + "{'constraint':{'start_date':'2026-02-01'},'prices':{'input_mtok':2}}];"
            + " [{'prices':{'input_mtok':3}},"
            + "{'constraint':{'start_date':'2026-02-01'},'prices':{'input_mtok':2}},"
            + "{'constraint':{'start_date':'2026-03-01'},'prices':{'input_mtok':1}}];"
            + " gpt-x input 2.00 → 1.00 per 1,000,000 from 1 March 2026",
        "[{'prices':{'input_mtok':3}},"
            + "{'constraint':{'start_date':'2026-02-01'},'prices':{'input_mtok':2}}];"
            + " {'input_mtok':3}; gpt-x has no prices of their own from 1 February 2026 any more",
        "{'input_mtok':2};"
            + " [{'prices':{'input_mtok':2}},"
            + "{'constraint':{'start_time':'16:30:00Z','end_time':'00:30:00Z'},"
            + "'prices':{'input_mtok':1}}];"
            + " gpt-x input 2.00 → 1.00 per 1,000,000 daily from 16:30 to 00:30 UTC",
        "{'input_mtok':{'base':3,'tiers':[{'start':200000,'price':6}]}};"
            + " {'input_mtok':{'base':3,'tiers':[{'start':200000,'price':5}]}};"
            + " gpt-x input above 200,000 input tokens 6.00 → 5.00 per 1,000,000",
        "{'input_mtok':3}; {'input_mtok':{'base':3,'tiers':[{'start':200000,'price':5}]}};"
            + " gpt-x input above 200,000 input tokens is new, 5.00 per 1,000,000",
        "{'input_mtok':3,'cache_read_mtok':0.3}; {'input_mtok':3,'requests_kcount':5};"
            + " gpt-x cache read 0.30 per 1,000,000 is no more"
            + " | gpt-x request is new, 5.00 per 1,000",
        "{'input_mtok':3}; {}; gpt-x has no prices any more",
        "{}; {'input_mtok':3}; gpt-x has prices now",
        "; {'input_mtok':3}; gpt-x is new",
        "; {}; gpt-x is new, without prices",
        "{'input_mtok':3}; ; gpt-x left the list"
      })
  void differencesOfTwoListsAreToldInWords(
      @Nullable String before, @Nullable String after, @Nullable String words) {
    assertEquals(
        words == null ? List.of() : Arrays.stream(words.split("\\|")).map(String::strip).toList(),
        words(
            list(before == null ? "" : model("gpt-x", before)),
            list(after == null ? "" : model("gpt-x", after))));
  }

  @Test
  void differencesStandByProviderAndModel() {
    var before = list(model("b", "{'input_mtok':1}") + "," + model("c", "{'input_mtok':1}"));
    var after = list(model("c", "{'input_mtok':2}") + "," + model("a", "{'input_mtok':1}"));
    assertEquals(
        List.of("a is new", "b left the list", "c input 1.00 → 2.00 per 1,000,000"),
        words(before, after));
  }

  @Test
  void aListDoesNotDifferFromItself() {
    var list = list(model("a", "{'input_mtok':1}") + "," + model("b", "{}"));
    assertTrue(PriceListDifference.between(list, list).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"999,999,0", "1000,1000,0", "1001,1000,1", "1500,1000,500"})
  void theFirstDifferencesAreListedAndTheRestIsCounted(int models, int first, int more) {
    var after =
        list(
            IntStream.range(0, models)
                .mapToObj(i -> model("m" + i, "{'input_mtok':1}"))
                .collect(Collectors.joining(",")));
    var difference = PriceListDifference.between(list(""), after);
    assertEquals(first, difference.first().size());
    assertEquals(more, difference.more());
  }
}
