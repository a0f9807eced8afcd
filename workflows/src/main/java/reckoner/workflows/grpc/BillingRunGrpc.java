package reckoner.workflows.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.request.Mutations;
import reckoner.kit.wire.Wire;
import reckoner.proto.workflows.v1.BillingRun;
import reckoner.proto.workflows.v1.BillingRunServiceGrpc;
import reckoner.proto.workflows.v1.GetBillingRunRequest;
import reckoner.proto.workflows.v1.StartBillingRunRequest;
import reckoner.workflows.BillingException;
import reckoner.workflows.BillingProgress;
import reckoner.workflows.BillingStore;
import reckoner.workflows.Processes;
import reckoner.workflows.StartBillingRun;

/** Serves billing runs. */
@Singleton
class BillingRunGrpc extends BillingRunServiceGrpc.BillingRunServiceImplBase {
  private final Mutations mutations;
  private final StartBillingRun startBillingRun;
  private final BillingStore runs;
  private final Processes processes;

  BillingRunGrpc(
      Mutations mutations,
      StartBillingRun startBillingRun,
      BillingStore runs,
      Processes processes) {
    this.mutations = mutations;
    this.startBillingRun = startBillingRun;
    this.runs = runs;
    this.processes = processes;
  }

  @Override
  public void startBillingRun(StartBillingRunRequest request, StreamObserver<BillingRun> replies) {
    var tenant = Caller.current().tenant();
    var run =
        new reckoner.workflows.BillingRun(
            request.getBillingRun(),
            Wire.instant(request.getPeriodEndMax()),
            request.getLegalEntity(),
            reckoner.workflows.BillingRun.State.RUNNING,
            false);
    var reply =
        mutations.once(
            BillingRunServiceGrpc.getStartBillingRunMethod(),
            request,
            request.getRequestId(),
            BillingRun.parser(),
            () -> write(startBillingRun.start(tenant, run)));
    processes.startsRequested();
    replies.onNext(reply);
    replies.onCompleted();
  }

  @Override
  public void getBillingRun(GetBillingRunRequest request, StreamObserver<BillingRun> replies) {
    var tenant = Caller.current().tenant();
    var run =
        runs.find(tenant, request.getBillingRun())
            .orElseThrow(() ->
                Refusal.of(
                        KitReason.NOT_FOUND,
                        "billing run %s does not exist".formatted(request.getBillingRun()))
                    .asException());
    replies.onNext(write(runs.progress(tenant, run)));
    replies.onCompleted();
  }

  private static BillingRun write(BillingProgress progress) {
    var wire =
        BillingRun.newBuilder()
            .setBillingRun(progress.run().billingRun())
            .setState(
                switch (progress.run().state()) {
                  case RUNNING -> BillingRun.State.RUNNING;
                  case COMPLETED -> BillingRun.State.COMPLETED;
                })
            .setSelected(progress.selected())
            .setDrafted(progress.drafted())
            .setFinalised(progress.finalised())
            .setRendered(progress.rendered())
            .setExceptionsTotal(progress.exceptionsTotal())
            .setInvoicesTotal(progress.invoicesTotal())
            .addAllInvoices(progress.invoices());
    progress.exceptions().forEach(exception -> wire.addExceptions(write(exception)));
    return wire.build();
  }

  private static reckoner.proto.workflows.v1.BillingException write(BillingException exception) {
    return reckoner.proto.workflows.v1.BillingException.newBuilder()
        .setContract(exception.contract())
        .setCustomer(exception.customer())
        .setPeriod(Wire.interval(exception.periodStart(), exception.periodEnd()))
        .setReason(exception.reason())
        .setMessage(exception.message())
        .build();
  }
}
