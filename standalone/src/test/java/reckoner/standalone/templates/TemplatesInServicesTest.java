package reckoner.standalone.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.catalog.template.Computations;
import reckoner.catalog.template.Invoices;
import reckoner.catalog.template.Steps;
import reckoner.catalog.template.Templates;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.ServersUsed;
import reckoner.standalone.platform.Progress;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.Suite;
import reckoner.standalone.platform.SuiteOptions;

/**
 * Each template in running services, all in one tenant: its file is applied, its prices are looked
 * up, its example is computed by gRPC, and comes to what it comes to without a service.
 */
class TemplatesInServicesTest {
  private static final String TENANT = "templates";

  @SuppressWarnings("NullAway.Init") // started before the tests
  private static Suite suite;

  @BeforeAll
  static void start(@TempDir Path data) {
    ServersUsed.note("the PostgreSQL and Temporal that Reckoner brings");
    suite = Suite.start(SuiteOptions.embedded(data, 0), Progress.SILENT);
  }

  @AfterAll
  static void stop() {
    suite.close();
  }

  static Stream<String> names() {
    return Templates.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aTemplateIsAppliedAndItsExamplesArePricedAsWithoutAService(String name) {
    var template = Templates.named(name).orElseThrow();
    var catalog = new ServedCatalog(suite.channel(Service.CATALOG, TENANT, Role.PRICING));
    var computations = new ServedComputations(suite.channel(Service.RATING, TENANT, Role.PRICING));
    catalog.apply(template);
    for (var offer : template.offers()) {
      var invoice = new Invoices(computations, catalog.prices(template), offer).ofExample();
      assertEquals(Invoices.here(offer).ofExample(), invoice, offer.name());
      assertEquals(
          offer.example().getTotals().getTotal(), invoice.document().getTotals().getTotal());
      assertEquals(Steps.of(offer, Computations.here()), Steps.of(offer, computations));
    }
  }
}
