package reckoner.workflows.postgres;

import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
  public void noteUnclosedPeriods(String tenant, BillingRun run) {
    rows.noteUnclosed(
        tenant,
        run.billingRun(),
        run.periodEndMax(),
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
  public void giveBack(String tenant, String run, BillingItem item, BillingException exception) {
    if (rows.remove(tenant, run, item.contract(), item.periodStart()) == 0) {
      return;
    }
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
  public BillingProgress progress(String tenant, BillingRun run) {
    var items =
        rows.allItems(tenant, run.billingRun()).stream().map(PostgresBilling::item).toList();
    return new BillingProgress(
        run,
        count(
            items,
            BillingItem.State.SELECTED,
            BillingItem.State.DRAFTED,
            BillingItem.State.FINALISED,
            BillingItem.State.RENDERED),
        count(
            items,
            BillingItem.State.DRAFTED,
            BillingItem.State.FINALISED,
            BillingItem.State.RENDERED),
        count(items, BillingItem.State.FINALISED, BillingItem.State.RENDERED),
        count(items, BillingItem.State.RENDERED),
        rows.exceptions(tenant, run.billingRun()).stream().map(PostgresBilling::exception).toList(),
        items.stream().map(BillingItem::invoice).filter(Objects::nonNull).toList());
  }

  private static int count(List<BillingItem> items, BillingItem.State... states) {
    var counted = Arrays.asList(states);
    return (int) items.stream().filter(item -> counted.contains(item.state())).count();
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
