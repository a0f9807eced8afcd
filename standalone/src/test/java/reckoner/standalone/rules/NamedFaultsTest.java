package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every named fault of rating has a test that carries its number, and the page says which. */
class NamedFaultsTest {
  private static final Pattern TAG = Pattern.compile("@Tag\\(\"(F\\d\\d)\"\\)");
  private static final Pattern NAMED =
      Pattern.compile("(@DisplayName\\(|name = )\\s*\"[^\"]*\\bF\\d\\d\\b");
  private static final Pattern ROW =
      Pattern.compile("\\| (F\\d\\d) \\|[^|]+\\|[^|]+\\| ([A-Za-z, ]+) \\|");

  @Test
  void thePageNamesTheTestsThatCarryEachNumber() throws Exception {
    assertEquals(tags().toString(), rows().toString());
  }

  /** A number in a name runs with no group, and the page does not see it. */
  @Test
  void numbersStandInTagsAndNotInNames() throws Exception {
    var found = new ArrayList<String>();
    for (var file : Repository.javaFiles()) {
      var named = NAMED.matcher(Files.readString(file));
      while (named.find()) {
        found.add(file.getFileName() + ": " + named.group());
      }
    }
    assertEquals(List.of(), found);
  }

  @Test
  void everyNumberHasATest() throws Exception {
    var numbers =
        Stream.of(
                IntStream.rangeClosed(1, 15),
                IntStream.rangeClosed(28, 36),
                IntStream.of(51),
                IntStream.rangeClosed(77, 85))
            .flatMap(range -> range.mapToObj("F%02d"::formatted))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(numbers, tags().keySet());
  }

  /** Classes by the numbers that their tests carry. */
  private static Map<String, Set<String>> tags() throws IOException {
    var found = new TreeMap<String, Set<String>>();
    for (var file : Repository.javaFiles()) {
      var name = file.getFileName().toString().replace(".java", "");
      var tag = TAG.matcher(Files.readString(file));
      while (tag.find()) {
        found.computeIfAbsent(tag.group(1), number -> new TreeSet<>()).add(name);
      }
    }
    return found;
  }

  private static Map<String, Set<String>> rows() throws IOException {
    var found = new TreeMap<String, Set<String>>();
    var row = ROW.matcher(Files.readString(Repository.root().resolve("docs/named-faults.md")));
    while (row.find()) {
      found.put(row.group(1), new TreeSet<>(Arrays.asList(row.group(2).split(", "))));
    }
    return found;
  }
}
