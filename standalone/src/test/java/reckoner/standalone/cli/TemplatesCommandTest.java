package reckoner.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import reckoner.catalog.file.CatalogFile;
import reckoner.catalog.template.Templates;
import reckoner.proto.catalog.v1.FileFormat;

class TemplatesCommandTest {
  @TempDir private Path folder;

  private static Outcome run(String... arguments) {
    return Outcome.of(Stream.concat(Stream.of("templates"), Stream.of(arguments)).toList());
  }

  private static List<String> done(String... arguments) {
    return run(arguments).done().out().lines().toList();
  }

  @Test
  void theListNamesEveryTemplateWithTheTotalOfItsExample() {
    var lines = done();
    for (var name : Templates.NAMES) {
      assertEquals(1, lines.stream().filter(line -> line.startsWith(name + " ")).count(), name);
    }
    assertTrue(
        lines.contains(
            "hybrid"
                + " ".repeat(31)
                + "Hybrid, with 500 units included"
                + " ".repeat(14)
                + "71.88 USD"),
        text(lines));
  }

  @Test
  void whatIsPrintedOfATemplateIsACatalogFileWithItsExampleInComments() {
    for (var name : Templates.NAMES) {
      var text = run(name).out();
      var reading =
          CatalogFile.read(FileFormat.YAML, text.getBytes(StandardCharsets.UTF_8), _ -> List.of());
      assertEquals(List.of(), reading.faults());
      assertEquals(
          Templates.named(name).orElseThrow().items().size(), reading.items().size(), name);
    }
    var lines = done("hybrid");
    assertTrue(lines.contains("# Worked example: Hybrid, with 500 units included"));
    assertTrue(lines.contains("#   messages: 1,300"));
    assertTrue(lines.contains("#   messages                 800          40.00"));
    assertTrue(lines.contains("#   messages: 500 of 1300 free, 800 priced"), text(lines));
    assertTrue(lines.contains("#   confirmations: the confirmation of resolutions"));
  }

  @Test
  void anotherVolumeIsPricedWithEveryStep() {
    var lines = done("hybrid", "--units", "10000");
    assertEquals("hybrid: 10,000 × message, before tax", lines.getFirst());
    assertTrue(lines.contains("  total                             495.00"), text(lines));
  }

  @Test
  void aComparisonSaysWhichIsCheaperAndWhereTheyCross() {
    var lines =
        done("--compare", "hybrid,hybrid/helper-platform", "--units", "10000", "--to", "20000");
    assertEquals(
        List.of(
            "For 10,000 units, the cheapest first:",
            "  hybrid/helper-platform  429.00 USD",
            "  hybrid                  495.00 USD",
            "",
            "Totals in USD before tax; * is the least.",
            "A unit is one message.",
            "",
            " units    hybrid  hybrid/helper-platform"),
        lines.subList(0, 8));
    assertEquals(" 5,000  245.00                  229.00 *", lines.get(19));
    assertEquals(
        "From 3,401 units on hybrid/helper-platform is cheaper than hybrid: 165.04 instead of"
            + " 165.05.",
        lines.getLast());
  }

  @Test
  void unitsThatDifferAreSaidToBeComparedOneForOne() {
    assertTrue(
        done("--compare", "outcome,hybrid")
            .contains(
                "Units are compared one for one: one resolution of outcome, one message of"
                    + " hybrid."));
  }

  @Test
  void aChartMarksCrossingsAndSaysInWordsWhatItShows() throws Exception {
    var file = folder.resolve("chart.svg");
    done("--compare", "hybrid,hybrid/helper-platform", "--svg", file.toString());
    var picture = DocumentBuilderFactory.newNSInstance().newDocumentBuilder().parse(file.toFile());
    assertEquals("svg", picture.getDocumentElement().getLocalName());
    assertEquals("Which is cheaper: hybrid, hybrid/helper-platform", only(picture, "title"));
    assertTrue(only(picture, "desc").contains("From 3,401 units on hybrid/helper-platform"));
    // labels of axes and legend are drawn as outlines, those of crossings are text
    assertEquals("3,401", only(picture, "text"));
    assertEquals("0 0 1100 600", picture.getDocumentElement().getAttribute("viewBox"));
  }

  private static String only(Document picture, String name) {
    var elements = picture.getElementsByTagNameNS("*", name);
    assertEquals(1, elements.getLength(), name);
    return elements.item(0).getTextContent();
  }

  /** A free plan has no place on a logarithmic axis; a comparison of free plans has no lines. */
  @Test
  void whatCostsNothingIsLeftOutOfAChart() throws Exception {
    var file = folder.resolve("chart.svg");
    done("--compare", "freemium,freemium/design-free", "--svg", file.toString());
    assertTrue(Files.readString(file).contains("rgb(0,114,178)"), "the paid plan");
    assertFalse(Files.readString(file).contains("rgb(213,94,0)"), "the free plan");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hybird | there is no template hybird; templates are api-access, subscription-saas",
        "hybrid/nothing | there is no template hybrid/nothing; templates are api-access",
        "--units 10 | --units wants a template: api-access, subscription-saas",
        "hybrid --units -1 | --units is 0 to 1,000,000,000,000, not -1",
        "hybrid --units 1000000000001 | --units is 0 to 1,000,000,000,000, not 1000000000001",
        "hybrid --units many | 'many' is not a long",
        "hybrid --from 1 | --from, --to and --svg are of --compare",
        "hybrid --svg x.svg | --from, --to and --svg are of --compare",
        "hybrid --compare hybrid,outcome | either a NAME or --compare",
        "--compare hybrid | --compare takes 2 to 6 names, not 1",
        "--compare hybrid,outcome,freemium,api-access,platform,cost-plus,marketplace | --compare"
            + " takes 2 to 6 names, not 7",
        "--compare hybrid,hybrid/helper-bundle | --compare names an offer twice",
        "--compare hybrid,nothing | there is no template nothing",
        "--compare hybrid,custom-development | --compare takes offers of one currency; hybrid is"
            + " in USD, custom-development is in EUR",
        "--compare hybrid,outcome --from 0 | --from is 1 or more, and --to above it",
        "--compare hybrid,outcome --from 10 --to 10 | they are 10 and 10",
        "--compare hybrid,outcome --to 1000000000001 | at most 1,000,000,000,000",
        "--compare cost-plus,platform --to 3 --svg x.svg | --svg has nothing to draw: every total"
            + " is 0",
        "--compare hybrid,outcome --svg /nowhere/at/all.svg | --svg /nowhere/at/all.svg cannot be"
            + " written"
      })
  void whatCannotBeDoneIsSaidAndEndsWithTwo(String arguments, String message) {
    run(arguments.split(" ", -1)).failed(2, message);
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines);
  }
}
