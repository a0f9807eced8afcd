package reckoner.workflows.postgres;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reckoner.workflows.BillingException;
import reckoner.workflows.BillingItem;
import reckoner.workflows.BillingProgress;
import reckoner.workflows.BillingRun;
import reckoner.workflows.BillingStore;

@Singleton
class PostgresBilling implements BillingStore {
  private final BillingRepository rows;

  PostgresBilling(BillingRepository rows) {
    this.rows = rows;
  }

  @Override
  public boolean add(String tenant, BillingRun run) {
    return rows.insert(
            tenant, run.billingRun(), run.periodEndMax(), run.legalEntity(), run.state().name())
        == 1;
  }

  @Override
  public Optional<BillingRun> find(String tenant, String run) {
    return rows.find(tenant, run).map(PostgresBilling::run);
  }

  @Override
  public Optional<BillingRun> lock(String tenant, String run) {
    return rows.lock(tenant, run).map(PostgresBilling::run);
  }

  @Override
  public void selectClosedPeriods(String tenant, BillingRun run) {
    rows.select(tenant, run.billingRun(), run.periodEndMax());
  }

  @Override
  public void noteUnclosedPeriods(String tenant, String run, Instant periodEndMax) {
    rows.noteUnclosed(
        tenant,
        run,
        periodEndMax,
        BillingException.UNPRICED_USAGE,
        BillingException.PERIOD_NOT_CLOSED);
  }

  @Override
  public void markSelected(String tenant, String run) {
    rows.markSelected(tenant, run);
  }

  @Override
  public void markCompleted(String tenant, String run) {
    rows.complete(tenant, run);
  }

  @Override
  public List<BillingItem> items(String tenant, String run, BillingItem.State state, int limit) {
    return rows.items(tenant, run, state.name(), limit).stream()
        .map(PostgresBilling::item)
        .toList();
  }

  @Override
  public void advance(String tenant, String run, BillingItem item) {
    rows.advance(
        tenant,
        run,
        item.contract(),
        item.periodStart(),
        item.state().before().name(),
        item.state().name(),
        item.invoice());
  }

  @Override
  public int countFailure(String tenant, String run, BillingItem item) {
    var counted = rows.fail(tenant, run, item.contract(), item.periodStart(), item.state().name());
    return counted == 0 ? 0 : rows.failures(tenant, run, item.contract(), item.periodStart());
  }

  @Override
  public void giveBack(String tenant, String run, BillingItem item, BillingException exception) {
    if (rows.remove(tenant, run, item.contract(), item.periodStart(), item.state().name()) == 1) {
      note(tenant, run, exception);
    }
  }

  @Override
  public void note(String tenant, String run, BillingException exception) {
    rows.insertException(
        tenant,
        run,
        exception.contract(),
        exception.customer(),
        exception.periodStart(),
        exception.periodEnd(),
        exception.reason(),
        exception.message());
  }

  @Override
  public List<Unrendered> unrendered(String tenant, String run, int limit) {
    return rows.unrendered(tenant, run, limit).stream()
        .map(row ->
            new Unrendered(
                row.billingRun(),
                new BillingItem(
                    row.customer(),
                    row.contract(),
                    row.periodStart(),
                    BillingItem.State.valueOf(row.state()),
                    row.invoice())))
        .toList();
  }

  @Override
  public void markRendered(String tenant, Unrendered unrendered) {
    var item = unrendered.item();
    var run = unrendered.run();
    if (rows.render(tenant, run, item.contract(), item.periodStart()) == 1) {
      rows.forget(tenant, run, item.contract(), item.periodStart(), BillingException.RENDER_FAILED);
    }
  }

  @Override
  public BillingProgress progress(String tenant, BillingRun run) {
    var key = run.billingRun();
    var counts = new EnumMap<BillingItem.State, Integer>(BillingItem.State.class);
    rows.countItems(tenant, key)
        .forEach(row -> counts.put(BillingItem.State.valueOf(row.state()), row.items()));
    int rendered = count(counts, BillingItem.State.RENDERED);
    int finalised =
        count(counts, BillingItem.State.FINALISED, BillingItem.State.UNRENDERED) + rendered;
    int drafted = count(counts, BillingItem.State.DRAFTED) + finalised;
    return new BillingProgress(
        run,
        count(counts, BillingItem.State.SELECTED) + drafted,
        drafted,
        finalised,
        rendered,
        rows.countExceptions(tenant, key),
        rows.exceptions(tenant, key, BillingProgress.EXCEPTIONS_MAX).stream()
            .map(PostgresBilling::exception)
            .toList(),
        drafted,
        rows.invoices(tenant, key, BillingProgress.INVOICES_MAX));
  }

  private static int count(Map<BillingItem.State, Integer> counts, BillingItem.State... states) {
    return Arrays.stream(states).mapToInt(state -> counts.getOrDefault(state, 0)).sum();
  }

  private static BillingRun run(RunRow row) {
    return new BillingRun(
        row.billingRun(),
        row.periodEndMax(),
        row.legalEntity(),
        BillingRun.State.valueOf(row.state()),
        row.selected());
  }

  private static BillingItem item(ItemRow row) {
    return new BillingItem(
        row.customer(),
        row.contract(),
        row.periodStart(),
        BillingItem.State.valueOf(row.state()),
        row.invoice());
  }

  private static BillingException exception(ExceptionRow row) {
    return new BillingException(
        row.contract(),
        row.customer(),
        row.periodStart(),
        row.periodEnd(),
        row.reason(),
        row.message());
  }
}
