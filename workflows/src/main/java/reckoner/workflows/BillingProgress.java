package reckoner.workflows;

import java.util.List;

/**
 * How far a run has come.
 *
 * @param selected invoices to make; 0 until the run's periods are chosen
 * @param rendered 1 less for each invoice whose files could not be made
 * @param exceptions the first of them, by contract and period, at most {@link #EXCEPTIONS_MAX}
 * @param invoices the first business keys in (customer, contract) order, at most {@link
 *     #INVOICES_MAX}
 */
public record BillingProgress(
    BillingRun run,
    int selected,
    int drafted,
    int finalised,
    int rendered,
    int exceptionsTotal,
    List<BillingException> exceptions,
    int invoicesTotal,
    List<String> invoices) {
  /** With 16 MiB for a message, of which a message for people takes up to 3 KiB. */
  public static final int EXCEPTIONS_MAX = 1_000;

  public static final int INVOICES_MAX = 10_000;

  public BillingProgress {
    exceptions = List.copyOf(exceptions);
    invoices = List.copyOf(invoices);
  }
}
