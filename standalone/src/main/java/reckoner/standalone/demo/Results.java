package reckoner.standalone.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.UsageException;
import reckoner.proto.workflows.v1.BillingException;
import reckoner.proto.workflows.v1.BillingRun;

/** The end of the story: what was billed, what was not, and the files that say so. */
final class Results {
  private static final int SHOWN_MAX = 5;
  private static final int SHOWN_SCALE = 2;

  private final DemoPlan plan;
  private final Clients clients;
  private final OutFolder folder;
  private final Story story;
  private final RejectedLines rejected;

  Results(DemoPlan plan, Clients clients, OutFolder folder, Story story, RejectedLines rejected) {
    this.plan = plan;
    this.clients = clients;
    this.folder = folder;
    this.story = story;
    this.rejected = rejected;
  }

  void gather(String tenant, BillingRun run, UsageSender sender, double secondsToInvoice) {
    var collecting = new Collecting(clients);
    var report = new Report(plan.month(), tenant);
    var total = BigDecimal.ZERO;
    var cost = BigDecimal.ZERO;
    for (var key : run.getInvoicesList()) {
      var billed = collecting.invoice(key);
      collecting.download(billed, folder);
      report.add(billed);
      total = total.add(billed.total());
      cost = cost.add(billed.cost());
    }
    var usage = collecting.usageExceptions();
    var summary = collecting.usageSummary();
    report.addPeriods(run.getExceptionsList());
    report.addUsage(usage, Collecting.exceptions(summary));
    report.addLines(rejected);
    report.addTotals(total, cost);
    folder.write(OutFolder.REPORT, report.bytes());

    run.getExceptionsList().forEach(this::tellUnbilled);
    tellWaiting(usage, summary.getWaiting());
    tellRejected();
    story.tell(
        "%,d invoices: total %s USD, cost %s USD, margin %s USD",
        run.getInvoicesCount(), shown(total), shown(cost), shown(total.subtract(cost)));
    story.detail(
        "%,.0f events a second; %.1f s from close to last invoice",
        sender.eventsPerSecond(), secondsToInvoice);
    story.detail("%s holds invoices.json, and a PDF and a CSV of each invoice", folder);
  }

  /** For people; the exact amounts stand in the report. */
  private static String shown(BigDecimal amount) {
    return amount.setScale(SHOWN_SCALE, RoundingMode.HALF_UP).toPlainString();
  }

  private void tellUnbilled(BillingException period) {
    story.tell(
        "not billed: %s: %s: %s", period.getCustomer(), period.getReason(), period.getMessage());
  }

  private void tellWaiting(List<UsageException> usage, long count) {
    var waiting =
        usage.stream()
            .filter(exception -> exception.getStatus() == EventResult.Status.WAITING)
            .map(exception ->
                exception.getEvent().getSource() + " " + exception.getEvent().getEventId())
            .toList();
    if (count > 0) {
      story.tell(
          "%,d events wait for a contract that covers them: %s%s",
          count,
          waiting.stream().limit(SHOWN_MAX).collect(Collectors.joining(", ")),
          count > SHOWN_MAX ? ", …" : "");
    }
  }

  private void tellRejected() {
    rejected.first().stream()
        .limit(SHOWN_MAX)
        .forEach(line ->
            story.tell(
                "%s line %d: %s: %s", line.file(), line.line(), line.status(), line.message()));
    if (rejected.count() > SHOWN_MAX) {
      story.detail("and %,d more lines in rejected-lines.csv", rejected.count() - SHOWN_MAX);
    }
  }
}
