package reckoner.standalone.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Timestamp;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reckoner.catalog.template.Computations;
import reckoner.catalog.template.Invoices;
import reckoner.catalog.template.Steps;
import reckoner.catalog.template.Templates;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.ServersUsed;
import reckoner.proto.pricing.v1.PriceUsageRequest;
import reckoner.proto.pricing.v1.PriceVersion;
import reckoner.proto.pricing.v1.PricingServiceGrpc;
import reckoner.proto.pricing.v1.PricingServiceGrpc.PricingServiceBlockingStub;
import reckoner.proto.pricing.v1.Usage;
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

  @Test
  void aPublishedPriceIsNamedInsteadOfItsTerms() {
    new ServedCatalog(suite.channel(Service.CATALOG, TENANT, Role.PRICING))
        .apply(Templates.named("hybrid").orElseThrow());
    var request = messages(1, "helper-message", "USD");
    assertEquals("40.00", pricing(TENANT).priceUsage(request).getAmount());
    assertRefused("PRICING_INVALID", TENANT, messages(99, "helper-message", "USD"));
    assertRefused("PRICING_INVALID", "another", request);
    assertRefused("USAGE_UNPRICED", TENANT, messages(1, "helper-call", "USD"));
    assertRefused("USAGE_UNPRICED", TENANT, messages(1, "helper-message", "EUR"));
  }

  private static void assertRefused(String reason, String tenant, PriceUsageRequest request) {
    var refused =
        assertThrows(StatusRuntimeException.class, () -> pricing(tenant).priceUsage(request));
    assertEquals(reason, RefusalStatus.reason(refused).orElse(""), refused.getMessage());
  }

  private static PricingServiceBlockingStub pricing(String tenant) {
    return PricingServiceGrpc.newBlockingStub(suite.channel(Service.RATING, tenant, Role.PRICING));
  }

  /** 1,000 units under a version of a book. */
  private static PriceUsageRequest messages(int version, String product, String currency) {
    return PriceUsageRequest.newBuilder()
        .setPriceVersion(
            PriceVersion.newBuilder()
                .setPriceBook("helper-list")
                .setVersion(version)
                .setProduct(product)
                .setEventTime(Timestamp.newBuilder().setSeconds(1_780_000_000)))
        .addUsage(Usage.newBuilder().setQuantity("1000"))
        .setCurrency(currency)
        .build();
  }
}
