package reckoner.catalog.item;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.function.Executable;
import reckoner.catalog.item.wire.ProtoItems;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.ArchiveVersionRequest;
import reckoner.proto.catalog.v1.CreateDraftRequest;
import reckoner.proto.catalog.v1.GetItemRequest;
import reckoner.proto.catalog.v1.Item;
import reckoner.proto.catalog.v1.ItemKind;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.ItemServiceGrpc.ItemServiceBlockingStub;
import reckoner.proto.catalog.v1.ItemVersion;
import reckoner.proto.catalog.v1.LookupPriceRequest;
import reckoner.proto.catalog.v1.LookupPriceResponse;
import reckoner.proto.catalog.v1.PublishDraftRequest;
import reckoner.proto.catalog.v1.UpdateDraftRequest;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;

/** One tenant's clients of the items. */
record ItemClient(TestService service, String tenant) {
  private static final AtomicInteger REQUESTS = new AtomicInteger();

  static String requestId() {
    return "request-" + REQUESTS.incrementAndGet();
  }

  ItemServiceBlockingStub as(Role role) {
    return service.as(tenant, role, (ManagedChannel c) -> ItemServiceGrpc.newBlockingStub(c));
  }

  ItemServiceBlockingStub pricing() {
    return as(Role.PRICING);
  }

  void advance(String time) {
    service
        .as(Role.OPERATOR, (ManagedChannel c) -> ClockServiceGrpc.newBlockingStub(c))
        .advanceClock(
            AdvanceClockRequest.newBuilder()
                .setRequestId(requestId())
                .setTime(Wire.timestamp(Instant.parse(time)))
                .build());
  }

  ItemVersion create(Item item) {
    return pricing()
        .createDraft(
            CreateDraftRequest.newBuilder().setRequestId(requestId()).setItem(item).build());
  }

  ItemVersion update(Item item, String etag) {
    return pricing()
        .updateDraft(
            UpdateDraftRequest.newBuilder()
                .setRequestId(requestId())
                .setItem(item)
                .setEtag(etag)
                .build());
  }

  PublishDraftRequest.Builder publishing(ItemVersion draft) {
    return PublishDraftRequest.newBuilder()
        .setRequestId(requestId())
        .setKind(kind(draft.getItem()))
        .setKey(draft.getItem().getKey())
        .setEtag(draft.getEtag());
  }

  ItemVersion publish(Item item) {
    return pricing().publishDraft(publishing(create(item)).build());
  }

  ItemVersion publish(Item item, String effective) {
    return pricing()
        .publishDraft(
            publishing(create(item))
                .setEffectiveTime(Wire.timestamp(Instant.parse(effective)))
                .build());
  }

  void publishAll(Item... items) {
    List.of(items).forEach(this::publish);
  }

  ItemVersion archive(ItemVersion version) {
    return pricing()
        .archiveVersion(
            ArchiveVersionRequest.newBuilder()
                .setRequestId(requestId())
                .setKind(kind(version.getItem()))
                .setKey(version.getItem().getKey())
                .setVersion(version.getVersion())
                .setEtag(version.getEtag())
                .build());
  }

  static GetItemRequest.Builder item(ItemKind kind, String key) {
    return GetItemRequest.newBuilder().setKind(kind).setKey(key);
  }

  ItemVersion get(GetItemRequest.Builder which) {
    return as(Role.VIEWER).getItem(which.build());
  }

  static LookupPriceRequest.Builder event(String product, String time) {
    return LookupPriceRequest.newBuilder()
        .setProduct(product)
        .setEventTime(Wire.timestamp(Instant.parse(time)))
        .setCurrency("USD");
  }

  LookupPriceResponse lookup(LookupPriceRequest.Builder event) {
    return as(Role.MACHINE).lookupPrice(event.build());
  }

  static ItemKind kind(Item item) {
    return ItemKind.valueOf(ProtoItems.kind(item).name());
  }

  /** The refusal with this reason, and the fields that it names. */
  static List<String> refused(String reason, Executable call) {
    var failure = assertThrows(StatusRuntimeException.class, call);
    assertEquals(reason, RefusalStatus.reason(failure).orElse("none: " + failure));
    return RefusalStatus.faults(failure).getFieldViolationsList().stream()
        .map(fault -> fault.getField())
        .toList();
  }
}
