package reckoner.workflows.temporal;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Consumer;
import reckoner.workflows.BillingItem;
import reckoner.workflows.BillingItem.State;
import reckoner.workflows.BillingStore;
import reckoner.workflows.DraftInvoice;
import reckoner.workflows.FinaliseInvoice;
import reckoner.workflows.ProcessRef;
import reckoner.workflows.RenderInvoice;
import reckoner.workflows.SelectBillingRun;

@Singleton
class BillingRunActivitiesImpl implements BillingRunActivities {
  /** Items of one batch. */
  private static final int BATCH_MAX = 50;

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
    Attempt.at(process(tenant, run), "selection", () -> selectBillingRun.select(tenant, run));
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

  /**
   * One at a time: numbers go out in the order of the items. After one that was given up the batch
   * ends, so that the pauses between attempts begin short again.
   */
  @Override
  public int finalise(String tenant, String run) {
    var items = runs.items(tenant, run, State.DRAFTED, BATCH_MAX);
    for (var item : items) {
      var done =
          Attempt.at(
              process(tenant, run), step(item), () -> finaliseInvoice.finalise(tenant, run, item));
      if (!done) {
        break;
      }
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
    Attempt.at(process(tenant, run), "completion", () -> runs.markCompleted(tenant, run));
  }

  @Override
  public void renderAgain(String tenant, String run) {
    Parallel.forEach(
        runs.unrendered(tenant, run, BATCH_MAX),
        RENDERINGS_AT_ONCE_MAX,
        unrendered -> {
          var item = unrendered.item();
          try {
            Attempt.at(
                process(tenant, unrendered.run()),
                step(item),
                () -> renderInvoice.renderAgain(tenant, unrendered));
          } catch (RuntimeException failure) {
            // it is logged, and the next run tries again
          }
        });
  }

  private int batch(
      String tenant, String run, State state, int atOnceMax, Consumer<BillingItem> work) {
    List<BillingItem> items = runs.items(tenant, run, state, BATCH_MAX);
    Parallel.forEach(items, atOnceMax, item -> attempt(tenant, run, item, work));
    return items.size();
  }

  private static void attempt(
      String tenant, String run, BillingItem item, Consumer<BillingItem> work) {
    Attempt.at(process(tenant, run), step(item), () -> work.accept(item));
  }

  private static String step(BillingItem item) {
    return "%s from %s, %s".formatted(item.contract(), item.periodStart(), item.state());
  }

  private static ProcessRef process(String tenant, String run) {
    return new ProcessRef(ProcessRef.Kind.BILLING_RUN, tenant, run);
  }
}
