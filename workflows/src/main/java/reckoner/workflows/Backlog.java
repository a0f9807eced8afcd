package reckoner.workflows;

/**
 * What waits, over all tenants, each counted up to {@link #COUNT_MAX}.
 *
 * @param processStarts processes that are to be started, and that Temporal has not taken yet
 * @param contractsAccepted contracts that rating does not know yet
 * @param periodsBlocked periods whose cut-off has come and that hold usage without a price
 * @param billingRunsRunning billing runs that are under way
 * @param invoicesUnrendered finalised invoices whose documents could not be made
 */
public record Backlog(
    int processStarts,
    int contractsAccepted,
    int periodsBlocked,
    int billingRunsRunning,
    int invoicesUnrendered) {
  /** More are not counted, so that looking stays cheap when it matters most. */
  public static final int COUNT_MAX = 1_000;
}
