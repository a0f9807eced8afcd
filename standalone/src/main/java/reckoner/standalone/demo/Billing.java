package reckoner.standalone.demo;

import java.time.YearMonth;
import reckoner.kit.wire.Wire;
import reckoner.proto.invoicing.v1.CreateLegalEntityRequest;
import reckoner.proto.invoicing.v1.LegalEntity;
import reckoner.proto.workflows.v1.BillingRun;
import reckoner.proto.workflows.v1.GetBillingRunRequest;
import reckoner.proto.workflows.v1.StartBillingRunRequest;

/** The billing run of the month. */
final class Billing {
  private static final String LEGAL_ENTITY = "demo-seller";

  private final Clients clients;
  private final Story story;

  Billing(Clients clients, Story story) {
    this.clients = clients;
    this.story = story;
  }

  BillingRun run(DemoPlan plan) {
    clients
        .invoicing()
        .createLegalEntity(
            CreateLegalEntityRequest.newBuilder()
                .setRequestId("demo/legal-entity")
                .setLegalEntity(
                    LegalEntity.newBuilder()
                        .setLegalEntity(LEGAL_ENTITY)
                        .setDisplayName("Demo Seller Inc.")
                        .addAddressLines("1 Example Street")
                        .addAddressLines("Springfield")
                        .setNumberPrefix("INV-"))
                .build());
    var key = keyOf(plan.month());
    clients
        .billingRuns()
        .startBillingRun(
            StartBillingRunRequest.newBuilder()
                .setRequestId("demo/billing-run")
                .setBillingRun(key)
                .setPeriodEndMax(Wire.timestamp(plan.latestEnd()))
                .setLegalEntity(LEGAL_ENTITY)
                .build());
    return await(key);
  }

  private static String keyOf(YearMonth month) {
    return "billing/" + month;
  }

  private BillingRun await(String key) {
    var wait = new Wait(story);
    while (true) {
      var run =
          clients
              .billingRuns()
              .getBillingRun(GetBillingRunRequest.newBuilder().setBillingRun(key).build());
      if (run.getState() == BillingRun.State.COMPLETED) {
        return run;
      }
      wait.pause(
          run.getDrafted() + run.getFinalised() + run.getRendered(),
          "billing run: %,d of %,d invoices drafted, %,d finalised, %,d rendered"
              .formatted(
                  run.getDrafted(), run.getSelected(), run.getFinalised(), run.getRendered()),
          () -> "the billing run is " + run.getState());
    }
  }
}
