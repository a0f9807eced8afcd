package reckoner.workflows;

import java.time.ZoneId;
import java.util.List;

/** Drafts the invoice of one item. */
public final class DraftInvoice {
  private final UnitOfWork work;
  private final CustomerStore customers;
  private final ContractStore contracts;
  private final BillingStore runs;
  private final Rating rating;
  private final Invoicing invoicing;

  public DraftInvoice(
      UnitOfWork work,
      CustomerStore customers,
      ContractStore contracts,
      BillingStore runs,
      Rating rating,
      Invoicing invoicing) {
    this.work = work;
    this.customers = customers;
    this.contracts = contracts;
    this.runs = runs;
    this.rating = rating;
    this.invoicing = invoicing;
  }

  public void draft(String tenant, String run, BillingItem item) {
    var charges = rating.dueCharges(tenant, item.contract(), item.periodStart());
    if (charges.isEmpty()) {
      work.run(() -> {
        runs.advance(tenant, run, item.empty());
        contracts.markBilled(tenant, item.contract(), item.periodStart());
        return item;
      });
      return;
    }
    var draft = work.run(() -> draftOf(tenant, run, item, charges));
    var result = invoicing.draft(tenant, draft);
    work.run(() -> {
      switch (result) {
        case Invoicing.Drafted() -> runs.advance(tenant, run, item.drafted(draft.invoice()));
        case Invoicing.Refused(var reason, var message) ->
            runs.giveBack(tenant, run, item, exception(item, draft, reason, message));
      }
      return result;
    });
  }

  private Invoicing.Draft draftOf(
      String tenant, String run, BillingItem item, List<DueCharge> charges) {
    var contract = contracts.find(tenant, item.contract()).orElseThrow();
    var period =
        contract.periods().stream()
            .filter(candidate -> candidate.start().equals(item.periodStart()))
            .findFirst()
            .orElseThrow();
    return new Invoicing.Draft(
        invoiceKey(contract, period),
        runs.find(tenant, run).orElseThrow().legalEntity(),
        customers.find(tenant, contract.customer()).orElseThrow(),
        contract,
        period.start(),
        period.end(),
        charges);
  }

  /** The contract's key and the period's first day in the contract's zone. */
  private static String invoiceKey(Contract contract, ContractPeriod period) {
    return contract.contract()
        + "/"
        + period.start().atZone(ZoneId.of(contract.zone())).toLocalDate();
  }

  private static BillingException exception(
      BillingItem item, Invoicing.Draft draft, String reason, String message) {
    return new BillingException(
        item.contract(), item.customer(), draft.periodStart(), draft.periodEnd(), reason, message);
  }
}
