package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import reckoner.kit.refusal.Reason;

class ErrorsPageTest {
  /** A row: reason, status, meaning, what to do. */
  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Z_]+)` \\| ([A-Z_]+) \\| [^|]{10,} \\| [^|]{10,} \\|");

  private static final Pattern SECTION = Pattern.compile("## .*\\(`([A-Za-z.]+)`\\)");

  @Test
  void everyReasonHasItsLineWithItsStatusAndNoLineIsLeftOver() throws Exception {
    var page = Files.readAllLines(Repository.root().resolve("docs/errors.md"));
    var reasons = reasons();
    assertTrue(reasons.size() > 30, "the reasons were found");
    assertEquals(String.join("\n", reasons), String.join("\n", listed(page)));
  }

  @Test
  void aMissingLineIsFound() throws Exception {
    var page = Files.readAllLines(Repository.root().resolve("docs/errors.md"));
    var shorter = page.stream().filter(line -> !line.contains("`CHARGE_CLAIMED`")).toList();
    assertNotEquals(reasons(), listed(shorter));
    var wordless = List.of("## Kit (`KitReason`)", "| `NOT_FOUND` | NOT_FOUND |  |  |");
    assertEquals(new TreeSet<>(), listed(wordless));
  }

  /** Every reason in the code as {@code Enum REASON STATUS}. */
  private static SortedSet<String> reasons() {
    var reasons = new TreeSet<String>();
    for (var type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(
                "reckoner.kit",
                "reckoner.catalog",
                "reckoner.rating",
                "reckoner.invoicing",
                "reckoner.workflows")) {
      if (type.isEnum() && type.isAssignableTo(Reason.class)) {
        for (var constant : type.reflect().getEnumConstants()) {
          var reason = (Reason) constant;
          reasons.add("%s %s %s".formatted(type.getSimpleName(), reason.name(), reason.code()));
        }
      }
    }
    return reasons;
  }

  /** Every line of the page in the same words. */
  private static SortedSet<String> listed(List<String> page) {
    var listed = new TreeSet<String>();
    var section = "";
    for (var line : page) {
      var heading = SECTION.matcher(line);
      if (heading.matches()) {
        section = heading.group(1);
      }
      var row = ROW.matcher(line);
      if (row.matches()) {
        listed.add("%s %s %s".formatted(section, row.group(1), row.group(2)));
      }
    }
    return listed;
  }
}
