package reckoner.workflows;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.proto.invoicing.v1.DraftInvoiceRequest;
import reckoner.proto.invoicing.v1.FinaliseInvoiceRequest;
import reckoner.proto.invoicing.v1.Invoice;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc;
import reckoner.proto.invoicing.v1.RenderInvoiceRequest;
import reckoner.proto.invoicing.v1.RenderInvoiceResponse;
import reckoner.proto.invoicing.v1.Rendering;

/** Invoicing as far as the processes see it: drafts, claims, numbers. */
final class FakeInvoicing extends InvoicingServiceGrpc.InvoicingServiceImplBase {
  final Map<String, DraftInvoiceRequest> drafts = new HashMap<>();

  /** Invoice keys in the order of their numbers. */
  final List<String> numbered = new ArrayList<>();

  final Set<String> rendered = new HashSet<>();

  /** Invoice keys whose finalising (or drafting, with "draft ") fails as if invoicing were down. */
  final Set<String> failing = ConcurrentHashMap.newKeySet();

  /** Contracts whose drafts are refused. */
  final Set<String> refusedContracts = ConcurrentHashMap.newKeySet();

  int calls;

  @Override
  public synchronized void draftInvoice(
      DraftInvoiceRequest request, StreamObserver<Invoice> replies) {
    calls++;
    if (failing.contains("draft " + request.getInvoice())) {
      throw FakeRating.unavailable();
    }
    if (refusedContracts.contains(request.getContract())) {
      throw RefusalStatus.exception(
          reckoner.kit.refusal.Refusal.of(KitReason.KEY_TAKEN, "the charge is claimed"));
    }
    var first = drafts.putIfAbsent(request.getInvoice(), request);
    if (first != null && !first.equals(request)) {
      throw FakeRating.refusal(KitReason.REQUEST_ID_REUSED);
    }
    replies.onNext(
        Invoice.newBuilder()
            .setInvoice(request.getInvoice())
            .setState(Invoice.State.DRAFT)
            .build());
    replies.onCompleted();
  }

  @Override
  public synchronized void finaliseInvoice(
      FinaliseInvoiceRequest request, StreamObserver<Invoice> replies) {
    calls++;
    if (failing.contains(request.getInvoice())) {
      throw FakeRating.unavailable();
    }
    if (!drafts.containsKey(request.getInvoice())) {
      throw FakeRating.refusal(KitReason.NOT_FOUND);
    }
    if (!numbered.contains(request.getInvoice())) {
      numbered.add(request.getInvoice());
    }
    replies.onNext(
        Invoice.newBuilder()
            .setInvoice(request.getInvoice())
            .setState(Invoice.State.FINALISED)
            .setNumber("INV-%06d".formatted(numbered.indexOf(request.getInvoice()) + 1))
            .build());
    replies.onCompleted();
  }

  @Override
  public synchronized void renderInvoice(
      RenderInvoiceRequest request, StreamObserver<RenderInvoiceResponse> replies) {
    calls++;
    if (!numbered.contains(request.getInvoice())) {
      throw FakeRating.refusal(KitReason.NOT_FOUND);
    }
    rendered.add(request.getInvoice());
    replies.onNext(
        RenderInvoiceResponse.newBuilder().addRenderings(Rendering.newBuilder()).build());
    replies.onCompleted();
  }

  synchronized List<String> numberedInvoices() {
    return List.copyOf(numbered);
  }

  synchronized DraftInvoiceRequest draft(String invoice) {
    return java.util.Objects.requireNonNull(drafts.get(invoice), invoice);
  }

  synchronized int draftCount() {
    return drafts.size();
  }
}
