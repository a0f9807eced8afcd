package reckoner.invoicing.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import reckoner.invoicing.CreateLegalEntity;
import reckoner.invoicing.DraftInvoice;
import reckoner.invoicing.FinaliseInvoice;
import reckoner.invoicing.ReadInvoices;
import reckoner.invoicing.RenderInvoice;
import reckoner.invoicing.RenderingFormat;
import reckoner.kit.auth.Caller;
import reckoner.kit.request.Mutations;
import reckoner.kit.wire.PageToken;
import reckoner.proto.invoicing.v1.CreateLegalEntityRequest;
import reckoner.proto.invoicing.v1.DownloadRenderingRequest;
import reckoner.proto.invoicing.v1.DownloadRenderingResponse;
import reckoner.proto.invoicing.v1.DraftInvoiceRequest;
import reckoner.proto.invoicing.v1.FinaliseInvoiceRequest;
import reckoner.proto.invoicing.v1.GetInvoiceRequest;
import reckoner.proto.invoicing.v1.Invoice;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc;
import reckoner.proto.invoicing.v1.LegalEntity;
import reckoner.proto.invoicing.v1.ListInvoicesRequest;
import reckoner.proto.invoicing.v1.ListInvoicesResponse;
import reckoner.proto.invoicing.v1.RenderInvoiceRequest;
import reckoner.proto.invoicing.v1.RenderInvoiceResponse;

@Singleton
class InvoicingGrpc extends InvoicingServiceGrpc.InvoicingServiceImplBase {

  private final Mutations mutations;
  private final CreateLegalEntity createLegalEntity;
  private final DraftInvoice draftInvoice;
  private final FinaliseInvoice finaliseInvoice;
  private final RenderInvoice renderInvoice;
  private final ReadInvoices readInvoices;

  InvoicingGrpc(
      Mutations mutations,
      CreateLegalEntity createLegalEntity,
      DraftInvoice draftInvoice,
      FinaliseInvoice finaliseInvoice,
      RenderInvoice renderInvoice,
      ReadInvoices readInvoices) {
    this.mutations = mutations;
    this.createLegalEntity = createLegalEntity;
    this.draftInvoice = draftInvoice;
    this.finaliseInvoice = finaliseInvoice;
    this.renderInvoice = renderInvoice;
    this.readInvoices = readInvoices;
  }

  @Override
  public void createLegalEntity(
      CreateLegalEntityRequest request, StreamObserver<LegalEntity> replies) {
    var asked = request.getLegalEntity();
    var legalEntity =
        new reckoner.invoicing.LegalEntity(
            asked.getLegalEntity(),
            asked.getDisplayName(),
            asked.getAddressLinesList(),
            asked.getNumberPrefix());
    var tenant = tenant();
    answer(
        replies,
        mutations.once(
            InvoicingServiceGrpc.getCreateLegalEntityMethod(),
            request,
            request.getRequestId(),
            LegalEntity.parser(),
            () -> Replies.of(createLegalEntity.create(tenant, legalEntity))));
  }

  @Override
  public void draftInvoice(DraftInvoiceRequest request, StreamObserver<Invoice> replies) {
    var order = DraftReader.read(request);
    var tenant = tenant();
    answer(
        replies,
        mutations.once(
            InvoicingServiceGrpc.getDraftInvoiceMethod(),
            request,
            request.getRequestId(),
            Invoice.parser(),
            () -> Replies.of(draftInvoice.draft(tenant, order))));
  }

  @Override
  public void finaliseInvoice(FinaliseInvoiceRequest request, StreamObserver<Invoice> replies) {
    var tenant = tenant();
    answer(
        replies,
        mutations.once(
            InvoicingServiceGrpc.getFinaliseInvoiceMethod(),
            request,
            request.getRequestId(),
            Invoice.parser(),
            () -> Replies.of(finaliseInvoice.finalise(tenant, request.getInvoice()))));
  }

  @Override
  public void renderInvoice(
      RenderInvoiceRequest request, StreamObserver<RenderInvoiceResponse> replies) {
    var tenant = tenant();
    var key = request.getInvoice();
    var files = renderInvoice.make(tenant, key);
    answer(
        replies,
        mutations.once(
            InvoicingServiceGrpc.getRenderInvoiceMethod(),
            request,
            request.getRequestId(),
            RenderInvoiceResponse.parser(),
            () ->
                RenderInvoiceResponse.newBuilder()
                    .addAllRenderings(
                        renderInvoice.keep(tenant, key, files).stream().map(Replies::of).toList())
                    .build()));
  }

  @Override
  public void getInvoice(GetInvoiceRequest request, StreamObserver<Invoice> replies) {
    answer(replies, Replies.of(readInvoices.get(tenant(), request.getInvoice())));
  }

  @Override
  public void listInvoices(
      ListInvoicesRequest request, StreamObserver<ListInvoicesResponse> replies) {
    var after = PageToken.read(request.getPageToken(), 1).map(List::getFirst).orElse("");
    var page = readInvoices.list(tenant(), after, PageToken.size(request.getPageSize()));
    answer(
        replies,
        ListInvoicesResponse.newBuilder()
            .addAllInvoices(page.invoices().stream().map(Replies::of).toList())
            .setNextPageToken(page.last().map(PageToken::of).orElse(""))
            .build());
  }

  @Override
  public void downloadRendering(
      DownloadRenderingRequest request, StreamObserver<DownloadRenderingResponse> replies) {
    var format =
        switch (request.getFormat()) {
          case PDF -> RenderingFormat.PDF;
          case JSON -> RenderingFormat.JSON;
          case CSV -> RenderingFormat.CSV;
          case RENDERING_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalStateException("the edge refuses this: " + request.getFormat());
        };
    FileStream.send(
        readInvoices.file(tenant(), request.getInvoice(), format),
        (ServerCallStreamObserver<DownloadRenderingResponse>) replies);
  }

  private static String tenant() {
    return Caller.current().tenant();
  }

  private static <R> void answer(StreamObserver<R> replies, R reply) {
    replies.onNext(reply);
    replies.onCompleted();
  }
}
