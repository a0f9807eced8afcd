package reckoner.workflows;

import java.time.ZoneId;
import java.util.List;

/** Drafts the invoice of one item. */
public final class DraftInvoice {
  private final Setbacks setbacks;
  private final UnitOfWork work;
  private final CustomerStore customers;
  private final ContractStore contracts;
  private final BillingStore runs;
  private final Rating rating;
  private final Invoicing invoicing;

  public DraftInvoice(
      Setbacks setbacks,
      UnitOfWork work,
      CustomerStore customers,
      ContractStore contracts,
      BillingStore runs,
      Rating rating,
      Invoicing invoicing) {
    this.setbacks = setbacks;
    this.work = work;
    this.customers = customers;
    this.contracts = contracts;
    this.runs = runs;
    this.rating = rating;
    this.invoicing = invoicing;
  }

  /** Drafts it, or gives it up; throws where it is to be tried again. */
  public void draft(String tenant, String run, BillingItem item) {
    setbacks.guard(tenant, run, item, () -> attempt(tenant, run, item));
  }

  private void attempt(String tenant, String run, BillingItem item) {
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
    invoicing.draft(tenant, draft);
    runs.advance(tenant, run, item.drafted(draft.invoice()));
  }

  private Invoicing.Draft draftOf(
      String tenant, String run, BillingItem item, List<DueCharge> charges) {
    var contract = contracts.find(tenant, item.contract()).orElseThrow();
    var period = contract.period(item.periodStart());
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
}
