package reckoner.catalog.grpc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import reckoner.catalog.item.ItemContent.MigrationPlan;
import reckoner.catalog.item.PreviewMigration;
import reckoner.catalog.item.PreviewMigration.Contract;
import reckoner.catalog.item.PreviewMigration.Preview;
import reckoner.catalog.item.wire.PlanReader;
import reckoner.kit.pricing.Faults;
import reckoner.kit.pricing.TermsReader;
import reckoner.kit.wire.Wire;
import reckoner.pricing.book.MigratingContract.Expected;
import reckoner.pricing.book.MigrationDates;
import reckoner.pricing.book.MigrationPreview;
import reckoner.proto.catalog.v1.ContractMigration;
import reckoner.proto.catalog.v1.MigratingContract;
import reckoner.proto.catalog.v1.PreviewMigrationRequest;
import reckoner.proto.catalog.v1.PreviewMigrationResponse;

/** Previews of migrations between the protos and the domain. */
final class MigrationMessages {
  private MigrationMessages() {}

  static PreviewMigrationResponse preview(
      PreviewMigration previewMigration, String tenant, PreviewMigrationRequest request) {
    var faults = new Faults();
    var contracts = contracts(faults, request);
    var inline =
        request.hasInline()
            ? Optional.of(PlanReader.plan(faults, "inline", request.getInline()))
            : Optional.<MigrationPlan>empty();
    faults.throwIfAny();
    var plan = inline.orElseGet(() -> previewMigration.published(tenant, request.getKey()));
    var execution = Wire.instant(request.getExecutionTime());
    var preview = previewMigration.run(tenant, plan, contracts, execution);
    var response = PreviewMigrationResponse.newBuilder().addAllDifferences(preview.differences());
    preview
        .sums()
        .totals()
        .values()
        .forEach(sum ->
            response
                .setAmountBefore(sum.before().toPlainString())
                .setAmountAfter(sum.after().toPlainString()));
    contracts.forEach(contract -> response.addContracts(migration(contract, plan, preview)));
    return response.build();
  }

  private static List<Contract> contracts(Faults faults, PreviewMigrationRequest request) {
    var contracts = new ArrayList<Contract>();
    var keys = new HashSet<String>();
    for (int i = 0; i < request.getContractsCount(); i++) {
      var wire = request.getContracts(i);
      var at = "contracts[%d]".formatted(i);
      if (!keys.add(wire.getContract())) {
        faults.add(at + ".contract", "stands twice: " + wire.getContract());
      }
      contracts.add(
          new Contract(
              wire.getContract(),
              wire.getCustomer(),
              wire.getSegment().isEmpty() ? null : wire.getSegment(),
              wire.getBook().getKey(),
              wire.getBook().getVersion(),
              new MigrationDates.Stated(
                  Wire.instant(wire.getNextPeriodTime()),
                  wire.hasRenewalTime()
                      ? Optional.of(Wire.instant(wire.getRenewalTime()))
                      : Optional.empty()),
              expected(faults, at, wire)));
    }
    return contracts;
  }

  private static List<Expected> expected(Faults faults, String at, MigratingContract wire) {
    var reader = new TermsReader(faults);
    var expected = new ArrayList<Expected>();
    for (int i = 0; i < wire.getExpectedCount(); i++) {
      var one = wire.getExpected(i);
      var usage = reader.usage("%s.expected[%d].usage".formatted(at, i), one.getUsage());
      expected.add(new Expected(one.getProduct(), null, usage));
    }
    return expected;
  }

  private static ContractMigration migration(
      Contract contract, MigrationPlan plan, Preview preview) {
    var outcome = preview.outcomes().get(contract.key());
    if (outcome == null) {
      throw new IllegalStateException("a contract has no outcome: " + contract.key());
    }
    var message =
        ContractMigration.newBuilder().setContract(contract.key()).setWords(outcome.words());
    return switch (outcome) {
      case MigrationPreview.Moves moves -> {
        message
            .setOutcome(ContractMigration.Outcome.MIGRATES)
            .setMigrationTime(Wire.timestamp(moves.from()));
        if (!moves.lines().isEmpty()) {
          message
              .setAmountBefore(moves.amounts().before().toPlainString())
              .setAmountAfter(moves.amounts().after().toPlainString());
        }
        yield message.build();
      }
      case MigrationPreview.Blocked blocked ->
          message
              .setOutcome(ContractMigration.Outcome.BLOCKED)
              .addAllUnpricedProducts(
                  blocked.missing().stream()
                      .map(missing -> missing.cell().product())
                      .distinct()
                      .toList())
              .build();
      case MigrationPreview.Grandfathered _, MigrationPreview.Ended _ ->
          message.setOutcome(ContractMigration.Outcome.STAYS).build();
      case MigrationPreview.NotConcerned _ ->
          message
              .setOutcome(ContractMigration.Outcome.NOT_CONCERNED)
              .setWords(
                  "pins version %d of %s, and the plan is for version %d of %s"
                      .formatted(
                          contract.version(),
                          contract.book(),
                          plan.fromVersion(),
                          plan.priceBook()))
              .build();
    };
  }
}
