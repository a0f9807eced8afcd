package reckoner.workflows.temporal;

import io.temporal.activity.Activity;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reckoner.workflows.BillingItem;
import reckoner.workflows.BillingItem.State;
import reckoner.workflows.BillingStore;
import reckoner.workflows.DraftInvoice;
import reckoner.workflows.FinaliseInvoice;
import reckoner.workflows.RenderInvoice;
import reckoner.workflows.SelectBillingRun;

@Singleton
class BillingRunActivitiesImpl implements BillingRunActivities {
  private static final Logger LOG = LoggerFactory.getLogger(BillingRunActivitiesImpl.class);

  /** Items of one batch. */
  static final int BATCH_MAX = 50;

  private static final int DRAFTS_AT_ONCE_MAX = 8;
  private static final int RENDERINGS_AT_ONCE_MAX = 4;

  private final SelectBillingRun selectBillingRun;
  private final DraftInvoice draftInvoice;
  private final FinaliseInvoice finaliseInvoice;
  private final RenderInvoice renderInvoice;
  private final BillingStore runs;

  BillingRunActivitiesImpl(
      SelectBillingRun selectBillingRun,
      DraftInvoice draftInvoice,
      FinaliseInvoice finaliseInvoice,
      RenderInvoice renderInvoice,
      BillingStore runs) {
    this.selectBillingRun = selectBillingRun;
    this.draftInvoice = draftInvoice;
    this.finaliseInvoice = finaliseInvoice;
    this.renderInvoice = renderInvoice;
    this.runs = runs;
  }

  @Override
  public void select(String tenant, String run) {
    selectBillingRun.select(tenant, run);
  }

  @Override
  public int draft(String tenant, String run) {
    return batch(
        tenant,
        run,
        State.SELECTED,
        DRAFTS_AT_ONCE_MAX,
        item -> draftInvoice.draft(tenant, run, item));
  }

  /** One at a time: numbers go out in the order of the items. */
  @Override
  public int finalise(String tenant, String run) {
    var heartbeat = heartbeat();
    var items = runs.items(tenant, run, State.DRAFTED, BATCH_MAX);
    for (var item : items) {
      logged(tenant, run, item, it -> finaliseInvoice.finalise(tenant, run, it));
      heartbeat.run();
    }
    return items.size();
  }

  @Override
  public int render(String tenant, String run) {
    return batch(
        tenant,
        run,
        State.FINALISED,
        RENDERINGS_AT_ONCE_MAX,
        item -> renderInvoice.render(tenant, run, item));
  }

  @Override
  public void complete(String tenant, String run) {
    runs.markCompleted(tenant, run);
  }

  private int batch(
      String tenant, String run, State state, int atOnceMax, Consumer<BillingItem> work) {
    List<BillingItem> items = runs.items(tenant, run, state, BATCH_MAX);
    Parallel.forEach(items, atOnceMax, item -> logged(tenant, run, item, work), heartbeat());
    return items.size();
  }

  private static Runnable heartbeat() {
    var activity = Activity.getExecutionContext();
    return () -> activity.heartbeat(null);
  }

  private static void logged(
      String tenant, String run, BillingItem item, Consumer<BillingItem> work) {
    try {
      work.accept(item);
    } catch (RuntimeException failure) {
      LOG.warn(
          "tenant {} run {}: {} from {} stays {}, tried again: {}",
          tenant,
          run,
          item.contract(),
          item.periodStart(),
          item.state(),
          failure.toString());
      throw failure;
    }
  }
}
