package reckoner.catalog.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.catalog.file.CatalogFile;
import reckoner.catalog.file.LocatedItem;
import reckoner.catalog.item.cel.CelConditions;
import reckoner.catalog.item.wire.ProtoItems;
import reckoner.kit.edge.RequestBounds;
import reckoner.proto.catalog.v1.CreateDraftRequest;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.Item;

class TemplatesTest {
  private static final RequestBounds BOUNDS = new RequestBounds();

  static Stream<String> names() {
    return Templates.NAMES.stream();
  }

  static Stream<TemplateOffer> offers() {
    return Templates.all().stream().flatMap(template -> template.offers().stream());
  }

  @Test
  void everyFileOfTheFolderIsListedAndEveryListedNameIsAFile() throws Exception {
    try (var files = Files.list(Path.of("src", "main", "resources", "templates"))) {
      assertEquals(
          Templates.NAMES.stream().map(name -> name + ".yaml").sorted().toList(),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    assertEquals(18, Templates.NAMES.size());
  }

  @ParameterizedTest
  @MethodSource("names")
  void theItemsOfATemplateMayBePublished(String name) {
    var items =
        new ProtoItems(new CelConditions(), (_, _) -> Optional.of("no template has a formula"));
    for (var item : template(name).items()) {
      BOUNDS.check(CreateDraftRequest.newBuilder().setRequestId("r").setItem(item).build());
      assertEquals(List.of(), items.faults(item), item.getKey());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatASellerCopiesIsACatalogFileWithTheSameItems(String name) {
    var reading =
        CatalogFile.read(
            FileFormat.YAML,
            template(name).file().getBytes(StandardCharsets.UTF_8),
            _ -> List.of());
    assertEquals(List.of(), reading.faults());
    assertEquals(template(name).items(), reading.items().stream().map(LocatedItem::item).toList());
  }

  @Test
  void templatesMayBeAppliedSideBySide() {
    var keys = new HashSet<String>();
    for (var template : Templates.all()) {
      for (var item : template.items()) {
        assertTrue(keys.add(item.getContentCase() + " " + item.getKey()), item.getKey());
      }
      assertEquals(1, template.items().stream().filter(Item::hasPriceBook).count());
    }
  }

  @ParameterizedTest
  @MethodSource("offers")
  void theWorkedExampleEndsInTheStatedInvoice(TemplateOffer offer) {
    BOUNDS.check(offer.example());
    Examples.assertAsStated(
        offer, Invoices.here(offer).ofExample(), Steps.of(offer, Computations.here()));
  }

  /** Computed by hand from the figures of each file. */
  @ParameterizedTest
  @CsvSource({
    "api-access, 138.00", // 20 M × 3 + 10 M × 0.30 + 5 M × 15
    "subscription-saas, 120000.00", // 10,000 × 12
    "freemium, 502.00", // 12 + 9,800 × 0.05
    "enterprise-licence, 150000.00", // 100,000 + 20,000, below the minimum
    "credits-and-wallets, 1950.00", // 50 + 95 packs × 20
    "outcome, 9900.00", // 10,000 × 0.99
    "hybrid, 495.00", // 20 + 9,500 × 0.05
    "hybrid/helper-platform, 429.00", // 29 + 10,000 × 0.04
    "prepaid-annual, 50000.00",
    "risk-adjusted, 150000.00", // 10,000 × 10 × 1.2 × 1.25
    "custom-development, 2090000.00", // 10,000 × 220 − 5 %
    "token-based, 10000.00", // 20,000 × 0.50
    "marketplace, 123000.00", // 800,000 × 15 % + 10,000 × 0.30
    "data-monetisation, 5022.50", // 5,000 + 10 × 2 + 125 × 0.02
    "ad-supported, 100.00", // 40, below the minimum
    "infrastructure, 39600.00", // 10,000 × 3.96
    "platform, 5.50", // 5.00 and a tenth
    "vertical-saas, 15100.00", // 100 + 10,000 × 1.50
    "cost-plus, 15.60" // 10 M × 1.20 × 1.3
  })
  void tenThousandUnitsHaveTheirPrice(String name, String total) {
    var offer = Templates.offer(name).orElseThrow();
    assertEquals(total, Invoices.here(offer).ofVolume(10_000).total().toPlainString());
  }

  @ParameterizedTest
  @MethodSource("offers")
  void anyVolumeHasAPrice(TemplateOffer offer) {
    var invoices = Invoices.here(offer);
    for (var units : List.of(0L, 1L, 7L, 999_999_937L, Invoices.UNITS_MAX)) {
      assertTrue(invoices.ofVolume(units).total().signum() >= 0);
    }
  }

  @Test
  void anOfferIsNamedByItsTemplateOrWithItsKey() {
    assertEquals("hybrid", Templates.offer("hybrid").orElseThrow().name());
    assertEquals(
        "hybrid/helper-platform", Templates.offer("hybrid/helper-platform").orElseThrow().name());
    assertEquals("hybrid", Templates.offer("hybrid/helper-bundle").orElseThrow().name());
    for (var unknown : List.of("", "hybrid/", "hybrid/nothing", "/helper-bundle", "Hybrid")) {
      assertTrue(Templates.offer(unknown).isEmpty(), unknown);
    }
  }

  private static Template template(String name) {
    return Templates.named(name).orElseThrow();
  }
}
