package reckoner.standalone.calc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The numbers that the field publishes, asked for as a user of the command asks. A line holds the
 * example's id, a request, and what places of its reply hold.
 */
class WorkedExamplesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Of documents, drawdown, rollover, true-ups, credit order and proration, with inputs. */
  private static final List<String> PUBLISHED =
      Stream.of("I 1-9", "D 1-14", "R 1-2", "U 1-9", "O 1-2", "N 1-11")
          .flatMap(WorkedExamplesTest::ids)
          .toList();

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void thePublishedNumberIsTheReply(String id, JsonNode example) throws Exception {
    var answer = JSON.readTree(new Calc(false).answer(example.toString()));
    assertTrue(answer.has("reply"), () -> id + ": " + answer);
    var expected = example.path("expected");
    assertTrue(expected.size() > 0, id + " says what it expects");
    for (var place : expected.properties()) {
      assertEquals(
          place.getValue(),
          answer.path("reply").at(place.getKey()),
          () -> "%s %s of %s".formatted(id, place.getKey(), answer));
    }
  }

  @Test
  void everyPublishedExampleWithInputsHasALine() throws Exception {
    var missing = new HashSet<>(PUBLISHED);
    examples().forEach(example -> missing.remove(example.get()[0]));
    assertEquals(Set.of(), missing);
  }

  private static Stream<String> ids(String range) {
    var letter = range.substring(0, 1);
    var bounds = range.substring(2).split("-");
    return Stream.iterate(Integer.parseInt(bounds[0]), number -> number + 1)
        .limit(Integer.parseInt(bounds[1]))
        .map(number -> letter + "-" + number);
  }

  static Stream<Arguments> examples() throws IOException {
    try (var file = WorkedExamplesTest.class.getResourceAsStream("worked-examples.jsonl")) {
      var text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      var examples = new ArrayList<Arguments>();
      for (var line : text.lines().toList()) {
        var example = JSON.readTree(line);
        examples.add(Arguments.of(example.path("id").asText(), example));
      }
      return examples.stream();
    }
  }
}
