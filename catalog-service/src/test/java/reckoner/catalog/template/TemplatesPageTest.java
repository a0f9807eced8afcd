package reckoner.catalog.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/templates.md are those of the files. */
class TemplatesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "templates.md");

  @Test
  void thePageListsEveryOfferWithTheTotalOfItsExample() throws Exception {
    assertEquals(
        offers()
            .map(offer ->
                "| %s | %s | %s | %s | %s |"
                    .formatted(
                        offer.name().contains("/")
                            ? "`" + offer.name() + "`"
                            : "[%s](../catalog-service/src/main/resources/templates/%<s.yaml)"
                                .formatted(offer.name()),
                        offer.example().getTitle(),
                        offer.example().getMarket(),
                        offer.example().getVolume().getUnit(),
                        money(offer)))
            .toList(),
        table("## All templates"));
  }

  @Test
  void thePageListsEveryPartThatComesWithLaterWork() throws Exception {
    assertEquals(
        offers()
            .flatMap(offer ->
                offer.example().getLaterWorkList().stream()
                    .map(later ->
                        "| %s | %s | %s |"
                            .formatted(
                                later.getWork().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                                offer.name(),
                                later.getPart())))
            .sorted()
            .toList(),
        table("## Parts that come with later work"));
  }

  private static Stream<TemplateOffer> offers() {
    return Templates.all().stream().flatMap(template -> template.offers().stream());
  }

  private static String money(TemplateOffer offer) {
    var total = new BigDecimal(offer.example().getTotals().getTotal());
    return "%s %s".formatted(String.format(Locale.ROOT, "%,.2f", total), offer.currency());
  }

  /** The rows of the table under a heading, without its head. */
  private static List<String> table(String heading) throws Exception {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.equals(heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("|"))
        .skip(2)
        .toList();
  }
}
