package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reckoner.standalone.calc.Calc;
import reckoner.standalone.rules.Contracts.Element;

/** The page of policies says what the command computes, and leaves none out. */
class PoliciesPageTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ANY = "_UNSPECIFIED";

  /** An example: a line that asks, and the part of its reply that the page shows. */
  private record Example(String line, JsonNode shown) {}

  @Test
  void everyNumberOfThePageIsComputed() throws Exception {
    var examples = examples(page());
    assertTrue(examples.size() > 80, "the examples were found");
    var answers = answers(examples);
    for (int i = 0; i < examples.size(); i++) {
      var example = examples.get(i);
      var answer = JSON.readTree(answers.get(i));
      assertTrue(holds(example.shown(), answer), () -> example + "\n" + answer);
    }
  }

  @Test
  void aNumberThatIsNotComputedIsFound() throws Exception {
    var shown = JSON.readTree("{\"reply\": {\"lines\": [{\"total\": \"1.00\"}]}}");
    assertTrue(
        holds(shown, JSON.readTree("{\"reply\": {\"lines\": [{\"total\": \"1.00\", \"x\": 1}]}}")));
    assertFalse(holds(shown, JSON.readTree("{\"reply\": {\"lines\": [{\"total\": \"1.01\"}]}}")));
    assertFalse(holds(shown, JSON.readTree("{\"reply\": {\"lines\": [{}, {}]}}")));
    assertFalse(holds(shown, JSON.readTree("{\"error\": {}}")));
  }

  /** A policy is an enum whose value 0 names another of its values: the default. */
  @Test
  void everyValueOfEveryPolicyStandsOnThePageAndItsDefaultInBold() throws Exception {
    var text = page();
    var missing = new ArrayList<String>();
    int policies = 0;
    for (var policy : policies().values()) {
      var byDefault = policy.getFirst().comment().replace(".", "");
      var values = policy.stream().map(PoliciesPageTest::value).toList();
      if (!values.contains(byDefault)) {
        continue;
      }
      policies++;
      if (!text.matches("(?s).*\\*\\*[^*]*`" + byDefault + "`[^*]*\\*\\*.*")) {
        missing.add("**" + byDefault + "**");
      }
      values.stream()
          .filter(value -> !value.endsWith(ANY) && !text.contains("`" + value + "`"))
          .forEach(missing::add);
    }
    assertTrue(policies > 20, "policies were found: " + policies);
    assertEquals(List.of(), missing);
  }

  private static String page() throws IOException {
    return Files.readString(Repository.root().resolve("docs/policies.md"));
  }

  private static Map<String, List<Element>> policies() throws Exception {
    var enums = new TreeMap<String, List<Element>>();
    for (var file : Contracts.files()) {
      if (!file.getPackage().equals("reckoner.pricing.v1")) {
        continue;
      }
      for (var element : Contracts.walk(file)) {
        if (value(element).matches("[A-Z][A-Z0-9_]+")) {
          var owner = element.name().substring(0, element.name().lastIndexOf('.'));
          enums.computeIfAbsent(owner, name -> new ArrayList<>()).add(element);
        }
      }
    }
    return enums;
  }

  private static String value(Element element) {
    return element.name().substring(element.name().lastIndexOf('.') + 1);
  }

  private static List<Example> examples(String page) throws Exception {
    var examples = new ArrayList<Example>();
    @Nullable String asked = null;
    for (var line : page.lines().toList()) {
      if (line.startsWith("{\"method\"")) {
        assertEquals(null, asked, "each line has its reply");
        asked = line;
      } else if (line.startsWith("{\"reply\"") && asked != null) {
        examples.add(new Example(asked, JSON.readTree(line)));
        asked = null;
      }
    }
    assertEquals(null, asked, "each line has its reply");
    return examples;
  }

  private static List<String> answers(List<Example> examples) throws Exception {
    var lines = String.join("\n", examples.stream().map(Example::line).toList());
    var out = new ByteArrayOutputStream();
    try (var printed = new PrintStream(out, false, StandardCharsets.UTF_8)) {
      new Calc(false).run(new BufferedReader(new StringReader(lines)), printed);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** Whether all that is shown is there; other fields may be there too, other items may not. */
  private static boolean holds(JsonNode shown, JsonNode answer) {
    if (shown.isObject()) {
      return shown.properties().stream()
          .allMatch(field ->
              answer.has(field.getKey()) && holds(field.getValue(), answer.path(field.getKey())));
    }
    if (shown.isArray()) {
      if (shown.size() != answer.size()) {
        return false;
      }
      for (int i = 0; i < shown.size(); i++) {
        if (!holds(shown.path(i), answer.path(i))) {
          return false;
        }
      }
      return true;
    }
    return shown.equals(answer);
  }
}
