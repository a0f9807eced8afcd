package reckoner.catalog.item;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.ContractMigration;
import reckoner.proto.catalog.v1.ContractMigration.Outcome;
import reckoner.proto.catalog.v1.ExpectedUsage;
import reckoner.proto.catalog.v1.MigratingContract;
import reckoner.proto.catalog.v1.PreviewMigrationRequest;
import reckoner.proto.catalog.v1.PreviewMigrationResponse;
import reckoner.proto.catalog.v1.VersionName;
import reckoner.proto.pricing.v1.Usage;

/** Four contracts and a book that becomes dearer. */
class MigrationTest {
  private static final TestService SERVICE = TestService.start("catalog", Map.of());
  private static final ItemClient CLIENT = new ItemClient(SERVICE, "migration");
  private static final String PLAN =
      """
      {'key':'dearer','migrationPlan':{'priceBook':'list','fromVersion':1,'toVersion':2,'when':'NEXT_PERIOD',
       'rules':[{'contract':'patient','when':'RENEWAL'},{'customer':'old','when':'NEVER'}]}}
      """;

  @BeforeAll
  static void publish() {
    CLIENT.publishAll(Samples.RESOLUTION, Samples.product("fax"));
    CLIENT.publish(
        Samples.book(
            "list", "", Samples.price("resolution", "", "0.99"), Samples.price("fax", "", "1")));
    CLIENT.publish(Samples.list("list", "resolution", "1.095"));
  }

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void aPlanShowsWhatEachContractWouldPay() {
    CLIENT.publish(Samples.json(PLAN));
    var preview =
        preview(
            request()
                .setKey("dearer")
                .addContracts(contract("plain", "new", 1, "resolution"))
                .addContracts(contract("patient", "old", 1, "resolution"))
                .addContracts(contract("grandfathered", "old", 1, "resolution"))
                .addContracts(contract("faxing", "new", 1, "fax"))
                .addContracts(contract("newer", "new", 2, "resolution"))
                .addContracts(
                    contract("elsewhere", "new", 1, "resolution")
                        .setBook(VersionName.newBuilder().setKey("other").setVersion(1))));
    assertEquals(
        List.of(
            "plain MIGRATES 2032-04-01T00:00:00Z 99.00 109.50",
            "patient MIGRATES 2033-01-01T00:00:00Z 99.00 109.50",
            "grandfathered STAYS   ",
            "faxing BLOCKED   ",
            "newer NOT_CONCERNED   ",
            "elsewhere NOT_CONCERNED   "),
        preview.getContractsList().stream().map(MigrationTest::told).toList());
    assertEquals(List.of("fax"), preview.getContracts(3).getUnpricedProductsList());
    assertEquals("198.00", preview.getAmountBefore());
    assertEquals("219.00", preview.getAmountAfter());
    assertEquals(
        List.of(
            "fax: 1.00 per unit is no more", "resolution: 0.99 → 1.095 per resolution (+10.6 %)"),
        preview.getDifferencesList());
    assertEquals(
        "pins version 1 of other, and the plan is for version 1 of list",
        preview.getContracts(5).getWords());
  }

  @Test
  void aPlanNeedNotBeStoredAndAContractWithoutRenewalKeepsItsPrices() {
    var plan = Samples.json(PLAN.replace("NEXT_PERIOD", "RENEWAL")).getMigrationPlan();
    var preview =
        preview(
            request()
                .setInline(plan)
                .addContracts(contract("a", "new", 1, "resolution").clearRenewalTime()));
    assertEquals(Outcome.STAYS, preview.getContracts(0).getOutcome());
    assertFalse(preview.getContracts(0).hasMigrationTime());
    assertEquals("", preview.getAmountBefore());
  }

  @Test
  void whatCannotBePreviewedIsRefusedByName() {
    var one = contract("a", "new", 1, "resolution");
    ItemClient.refused("ITEM_UNKNOWN", () -> preview(request().setKey("none").addContracts(one)));
    var missing = Samples.json(PLAN.replace("'toVersion':2", "'toVersion':3")).getMigrationPlan();
    ItemClient.refused(
        "VERSION_UNKNOWN", () -> preview(request().setInline(missing).addContracts(one)));
    var same = Samples.json(PLAN.replace("'toVersion':2", "'toVersion':1")).getMigrationPlan();
    var wrong =
        contract("a", "new", 1, "resolution")
            .addExpected(
                ExpectedUsage.newBuilder()
                    .setProduct("fax")
                    .setUsage(Usage.newBuilder().setQuantity("-1")));
    assertEquals(
        List.of(
            "contracts[1].contract",
            "contracts[1].expected[1].usage.quantity",
            "inline.to_version"),
        ItemClient.refused(
            "PRICING_INVALID",
            () -> preview(request().setInline(same).addContracts(one).addContracts(wrong))));
    ItemClient.refused(
        "REQUEST_INVALID",
        () -> preview(request().setKey("dearer").addContracts(one.clone().clearNextPeriodTime())));
  }

  private static PreviewMigrationRequest.Builder request() {
    return PreviewMigrationRequest.newBuilder()
        .setExecutionTime(Wire.timestamp(Instant.parse("2032-03-10T12:00:00Z")));
  }

  private static MigratingContract.Builder contract(
      String key, String customer, int version, String product) {
    return MigratingContract.newBuilder()
        .setContract(key)
        .setCustomer(customer)
        .setBook(VersionName.newBuilder().setKey("list").setVersion(version))
        .setNextPeriodTime(Wire.timestamp(Instant.parse("2032-04-01T00:00:00Z")))
        .setRenewalTime(Wire.timestamp(Instant.parse("2033-01-01T00:00:00Z")))
        .addExpected(
            ExpectedUsage.newBuilder()
                .setProduct(product)
                .setUsage(Usage.newBuilder().setQuantity("100")));
  }

  private static PreviewMigrationResponse preview(PreviewMigrationRequest.Builder request) {
    return CLIENT.as(Role.VIEWER).previewMigration(request.build());
  }

  private static String told(ContractMigration one) {
    return "%s %s %s %s %s"
        .formatted(
            one.getContract(),
            one.getOutcome(),
            one.hasMigrationTime() ? Wire.instant(one.getMigrationTime()).toString() : "",
            one.getAmountBefore(),
            one.getAmountAfter());
  }
}
