package reckoner.workflows;

import java.util.List;

/**
 * How far a run has come.
 *
 * @param selected invoices to make; 0 until the run's periods are chosen
 * @param invoices business keys in (customer, contract) order
 */
public record BillingProgress(
    BillingRun run,
    int selected,
    int drafted,
    int finalised,
    int rendered,
    List<BillingException> exceptions,
    List<String> invoices) {
  public BillingProgress {
    exceptions = List.copyOf(exceptions);
    invoices = List.copyOf(invoices);
  }
}
