package reckoner.catalog.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import reckoner.catalog.item.ItemName;
import reckoner.catalog.item.Stored;
import reckoner.catalog.item.wire.ProtoItems;
import reckoner.kit.auth.Caller;
import reckoner.kit.request.Mutations;
import reckoner.kit.store.Transactions;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.ApplyFileRequest;
import reckoner.proto.catalog.v1.ApplyFileResponse;
import reckoner.proto.catalog.v1.ArchiveVersionRequest;
import reckoner.proto.catalog.v1.CreateDraftRequest;
import reckoner.proto.catalog.v1.DeleteDraftRequest;
import reckoner.proto.catalog.v1.DeleteDraftResponse;
import reckoner.proto.catalog.v1.DiffVersionsRequest;
import reckoner.proto.catalog.v1.DiffVersionsResponse;
import reckoner.proto.catalog.v1.ExportFileRequest;
import reckoner.proto.catalog.v1.ExportFileResponse;
import reckoner.proto.catalog.v1.GetItemRequest;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.ItemVersion;
import reckoner.proto.catalog.v1.ListItemsRequest;
import reckoner.proto.catalog.v1.ListItemsResponse;
import reckoner.proto.catalog.v1.ListPricesRequest;
import reckoner.proto.catalog.v1.ListPricesResponse;
import reckoner.proto.catalog.v1.LookupPriceRequest;
import reckoner.proto.catalog.v1.LookupPriceResponse;
import reckoner.proto.catalog.v1.PreviewMigrationRequest;
import reckoner.proto.catalog.v1.PreviewMigrationResponse;
import reckoner.proto.catalog.v1.PublishDraftRequest;
import reckoner.proto.catalog.v1.UpdateDraftRequest;

/** Serves the items of the catalog. */
@Singleton
class ItemsGrpc extends ItemServiceGrpc.ItemServiceImplBase {
  private final Mutations mutations;
  private final Transactions transactions;
  private final ProtoItems form;
  private final ItemUseCases items;
  private final CatalogFiles files;

  ItemsGrpc(
      Mutations mutations,
      Transactions transactions,
      ProtoItems form,
      ItemUseCases items,
      CatalogFiles files) {
    this.mutations = mutations;
    this.transactions = transactions;
    this.form = form;
    this.items = items;
    this.files = files;
  }

  @Override
  public void createDraft(CreateDraftRequest request, StreamObserver<ItemVersion> replies) {
    var item = form.read(request.getItem());
    change(
        ItemServiceGrpc.getCreateDraftMethod(),
        request,
        request.getRequestId(),
        tenant -> items.createDraft().run(tenant, item),
        replies);
  }

  @Override
  public void updateDraft(UpdateDraftRequest request, StreamObserver<ItemVersion> replies) {
    var item = form.read(request.getItem());
    change(
        ItemServiceGrpc.getUpdateDraftMethod(),
        request,
        request.getRequestId(),
        tenant -> items.updateDraft().run(tenant, item, request.getEtag()),
        replies);
  }

  @Override
  public void deleteDraft(DeleteDraftRequest request, StreamObserver<DeleteDraftResponse> replies) {
    var name = ItemMessages.name(request.getKind(), request.getKey());
    once(
        ItemServiceGrpc.getDeleteDraftMethod(),
        request,
        request.getRequestId(),
        DeleteDraftResponse.parser(),
        tenant -> {
          items.deleteDraft().run(tenant, name, request.getEtag());
          return DeleteDraftResponse.getDefaultInstance();
        },
        replies);
  }

  @Override
  public void publishDraft(PublishDraftRequest request, StreamObserver<ItemVersion> replies) {
    var name = ItemMessages.name(request.getKind(), request.getKey());
    var effective =
        Optional.of(request)
            .filter(PublishDraftRequest::hasEffectiveTime)
            .map(stated -> Wire.instant(stated.getEffectiveTime()));
    change(
        ItemServiceGrpc.getPublishDraftMethod(),
        request,
        request.getRequestId(),
        tenant -> items.publishDraft().run(tenant, name, request.getEtag(), effective),
        replies);
  }

  @Override
  public void archiveVersion(ArchiveVersionRequest request, StreamObserver<ItemVersion> replies) {
    ItemName name = ItemMessages.name(request.getKind(), request.getKey());
    change(
        ItemServiceGrpc.getArchiveVersionMethod(),
        request,
        request.getRequestId(),
        tenant -> items.archiveVersion().run(tenant, name, request.getVersion(), request.getEtag()),
        replies);
  }

  @Override
  public void getItem(GetItemRequest request, StreamObserver<ItemVersion> replies) {
    var name = ItemMessages.name(request.getKind(), request.getKey());
    read(
        tenant -> {
          var found = items.getItem().run(tenant, name, ItemMessages.which(request));
          return ItemMessages.version(found.stored(), found.whole());
        },
        replies);
  }

  @Override
  public void listItems(ListItemsRequest request, StreamObserver<ListItemsResponse> replies) {
    read(tenant -> ItemPages.items(items.listItems(), tenant, request), replies);
  }

  @Override
  public void listPrices(ListPricesRequest request, StreamObserver<ListPricesResponse> replies) {
    read(tenant -> ItemPages.prices(items.listPrices(), tenant, request), replies);
  }

  @Override
  public void lookupPrice(LookupPriceRequest request, StreamObserver<LookupPriceResponse> replies) {
    var query = LadderMessages.query(request);
    read(tenant -> LadderMessages.answer(request, items.lookupPrice().run(tenant, query)), replies);
  }

  @Override
  public void diffVersions(
      DiffVersionsRequest request, StreamObserver<DiffVersionsResponse> replies) {
    var name = ItemMessages.name(request.getKind(), request.getKey());
    read(
        tenant ->
            DiffVersionsResponse.newBuilder()
                .addAllDifferences(
                    items
                        .diffVersions()
                        .run(tenant, name, request.getFromVersion(), request.getToVersion()))
                .build(),
        replies);
  }

  @Override
  public void previewMigration(
      PreviewMigrationRequest request, StreamObserver<PreviewMigrationResponse> replies) {
    read(tenant -> MigrationMessages.preview(items.previewMigration(), tenant, request), replies);
  }

  @Override
  public void applyFile(ApplyFileRequest request, StreamObserver<ApplyFileResponse> replies) {
    var located = files.read(request);
    if (request.getDryRun()) {
      var tenant = Caller.current().tenant();
      replies.onNext(files.rehearse(tenant, request, located));
      replies.onCompleted();
      return;
    }
    once(
        ItemServiceGrpc.getApplyFileMethod(),
        request,
        request.getRequestId(),
        ApplyFileResponse.parser(),
        tenant -> files.apply(tenant, request, located),
        replies);
  }

  @Override
  public void exportFile(ExportFileRequest request, StreamObserver<ExportFileResponse> replies) {
    read(tenant -> files.export(tenant, request), replies);
  }

  private <Q extends Message> void change(
      MethodDescriptor<Q, ItemVersion> method,
      Q request,
      String requestId,
      Function<String, Stored> work,
      StreamObserver<ItemVersion> replies) {
    once(
        method,
        request,
        requestId,
        ItemVersion.parser(),
        tenant -> {
          var stored = work.apply(tenant);
          return ItemMessages.version(stored, stored.shown());
        },
        replies);
  }

  private <Q extends Message, R extends Message> void once(
      MethodDescriptor<Q, R> method,
      Q request,
      String requestId,
      Parser<R> parser,
      Function<String, R> work,
      StreamObserver<R> replies) {
    var tenant = Caller.current().tenant();
    replies.onNext(mutations.once(method, request, requestId, parser, () -> work.apply(tenant)));
    replies.onCompleted();
  }

  private <R> void read(Function<String, R> work, StreamObserver<R> replies) {
    var tenant = Caller.current().tenant();
    Supplier<R> answer = () -> work.apply(tenant);
    replies.onNext(transactions.read(answer));
    replies.onCompleted();
  }
}
