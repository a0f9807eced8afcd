package reckoner.workflows;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.proto.invoicing.v1.DraftInvoiceRequest;
import reckoner.proto.invoicing.v1.FinaliseInvoiceRequest;
import reckoner.proto.invoicing.v1.Invoice;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc;
import reckoner.proto.invoicing.v1.RenderInvoiceRequest;
import reckoner.proto.invoicing.v1.RenderInvoiceResponse;
import reckoner.proto.invoicing.v1.Rendering;

/** Invoicing as far as the processes see it: drafts, numbers, files; each once. */
final class FakeInvoicing extends InvoicingServiceGrpc.InvoicingServiceImplBase {
  private final Map<String, Books> byTenant = new HashMap<>();

  /** Steps that fail as if invoicing were down, e.g. {@code "finalise ada/2026-03-01"}. */
  final Set<String> failing = ConcurrentHashMap.newKeySet();

  /** Steps that break, with the status that they answer. */
  final Map<String, Status> broken = new ConcurrentHashMap<>();

  /** How often each step broke. */
  final Map<String, Integer> breakages = new ConcurrentHashMap<>();

  /** What a rendering was given at the least. */
  volatile Duration renderDeadline = Duration.ofDays(1);

  final AtomicInteger failures = new AtomicInteger();

  /** Contracts whose drafts are refused. */
  final Set<String> refusedContracts = ConcurrentHashMap.newKeySet();

  /** What one tenant has. */
  private static final class Books {
    final Map<String, DraftInvoiceRequest> drafts = new HashMap<>();
    final List<String> numbered = new ArrayList<>();
    final List<String> rendered = new ArrayList<>();
  }

  @Override
  public synchronized void draftInvoice(
      DraftInvoiceRequest request, StreamObserver<Invoice> replies) {
    failWhereAsked("draft", request.getInvoice());
    if (refusedContracts.contains(request.getContract())) {
      throw FakeRating.refusal(KitReason.KEY_TAKEN);
    }
    var first = books().drafts.putIfAbsent(request.getInvoice(), request);
    if (first != null && !first.equals(request)) {
      throw FakeRating.refusal(KitReason.REQUEST_ID_REUSED);
    }
    replies.onNext(invoice(request.getInvoice(), Invoice.State.DRAFT).build());
    replies.onCompleted();
  }

  @Override
  public synchronized void finaliseInvoice(
      FinaliseInvoiceRequest request, StreamObserver<Invoice> replies) {
    failWhereAsked("finalise", request.getInvoice());
    var books = books();
    if (!books.drafts.containsKey(request.getInvoice())) {
      throw FakeRating.refusal(KitReason.NOT_FOUND);
    }
    if (!books.numbered.contains(request.getInvoice())) {
      books.numbered.add(request.getInvoice());
    }
    replies.onNext(
        invoice(request.getInvoice(), Invoice.State.FINALISED)
            .setNumber("INV-%06d".formatted(books.numbered.indexOf(request.getInvoice()) + 1))
            .build());
    replies.onCompleted();
  }

  @Override
  public synchronized void renderInvoice(
      RenderInvoiceRequest request, StreamObserver<RenderInvoiceResponse> replies) {
    failWhereAsked("render", request.getInvoice());
    var deadline = Objects.requireNonNull(Context.current().getDeadline());
    renderDeadline = Duration.ofMillis(deadline.timeRemaining(TimeUnit.MILLISECONDS));
    if (!books().numbered.contains(request.getInvoice())) {
      throw FakeRating.refusal(KitReason.NOT_FOUND);
    }
    if (!books().rendered.contains(request.getInvoice())) {
      books().rendered.add(request.getInvoice());
    }
    replies.onNext(
        RenderInvoiceResponse.newBuilder().addRenderings(Rendering.newBuilder()).build());
    replies.onCompleted();
  }

  private void failWhereAsked(String step, String invoice) {
    if (failing.contains(step + " " + invoice)) {
      failures.incrementAndGet();
      throw FakeRating.unavailable();
    }
    var status = broken.get(step + " " + invoice);
    if (status != null) {
      breakages.merge(step + " " + invoice, 1, Integer::sum);
      throw status.withDescription("a test broke it").asRuntimeException();
    }
  }

  private static Invoice.Builder invoice(String key, Invoice.State state) {
    return Invoice.newBuilder().setInvoice(key).setState(state);
  }

  private Books books() {
    return books(Caller.current().tenant());
  }

  private Books books(String tenant) {
    return byTenant.computeIfAbsent(tenant, _ -> new Books());
  }

  /** Invoice keys in the order of their numbers. */
  synchronized List<String> numbered(String tenant) {
    return List.copyOf(books(tenant).numbered);
  }

  synchronized List<String> rendered(String tenant) {
    return books(tenant).rendered.stream().sorted().toList();
  }

  synchronized DraftInvoiceRequest draft(String tenant, String invoice) {
    return Objects.requireNonNull(books(tenant).drafts.get(invoice), invoice);
  }
}
