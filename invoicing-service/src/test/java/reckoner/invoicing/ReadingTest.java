package reckoner.invoicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Context;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.Role;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.testing.TestService;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.invoicing.v1.DownloadRenderingRequest;
import reckoner.proto.invoicing.v1.GetInvoiceRequest;
import reckoner.proto.invoicing.v1.Invoice;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc;
import reckoner.proto.invoicing.v1.ListInvoicesRequest;
import reckoner.proto.invoicing.v1.ListInvoicesResponse;
import reckoner.proto.invoicing.v1.RenderingFormat;

/** Lists, downloads, and who may read and write. */
class ReadingTest {
  private static final TestService SERVICE = TestService.start("invoicing", Map.of());
  private static final int CHUNK_BYTES_MAX = 65_536;

  @AfterAll
  static void stop() {
    SERVICE.close();
  }

  @Test
  void pagesTileTheListByKeyWithoutLines() {
    var desk = Desk.open(SERVICE, "pages");
    var other = Desk.open(SERVICE, "pages-other");
    other.draft(Desk.may("b2").addLines(Desk.fee("fee", "1")));
    var keys = List.of("B", "a", "b", "b/1", "ä", "東");
    for (var key : keys.reversed()) {
      desk.draft(Desk.may(key).addLines(Desk.fee("fee of " + key, "1")));
    }
    for (int size = 1; size <= 7; size++) {
      assertEquals(keys, walk(desk, size), "pages of " + size);
    }
    var all = page(desk, 0, "");
    assertEquals(6, all.getInvoicesCount());
    assertEquals("", all.getNextPageToken());
    assertTrue(all.getInvoicesList().stream().allMatch(invoice -> invoice.getLinesCount() == 0));
    assertEquals("1", all.getInvoices(0).getTotal().getValue());
  }

  @Test
  void aPageTokenOfSomeoneElseIsRefused() {
    var desk = Desk.open(SERVICE, "tokens");
    for (var token : List.of("!", "abc", "MjphYmM")) {
      Desk.refused("PAGE_TOKEN_INVALID", Status.Code.INVALID_ARGUMENT, () -> page(desk, 1, token));
    }
  }

  @Test
  void aDownloadComesInChunksAndCanBeLeft() {
    var desk = Desk.open(SERVICE, "download");
    var request = Desk.may("i");
    IntStream.range(0, 3000).forEach(i -> request.addLines(Desk.fee("fee" + i, "1")));
    desk.draft(request);
    desk.finalise("i");
    desk.render("i", "r");
    var csv =
        DownloadRenderingRequest.newBuilder()
            .setInvoice("i")
            .setFormat(RenderingFormat.CSV)
            .build();
    var sizes = new ArrayList<Integer>();
    desk.as(Role.VIEWER)
        .downloadRendering(csv)
        .forEachRemaining(chunk -> sizes.add(chunk.getChunk().size()));
    assertTrue(sizes.size() > 2, sizes::toString);
    assertTrue(sizes.stream().allMatch(size -> size > 0 && size <= CHUNK_BYTES_MAX));
    try (var left = Context.current().withCancellation()) {
      left.run(() ->
          assertEquals(
              CHUNK_BYTES_MAX,
              desk.as(Role.VIEWER).downloadRendering(csv).next().getChunk().size()));
    }
    assertEquals(Invoice.State.FINALISED, desk.get("i").getState(), "the service goes on");
  }

  @Test
  void everyRpcIsRegisteredWithAPermission() {
    var registered = SERVICE.context().getBeansOfType(RpcPermissions.class);
    var methods =
        Stream.of(
                InvoicingServiceGrpc.getServiceDescriptor(),
                ClockServiceGrpc.getServiceDescriptor())
            .flatMap(service -> service.getMethods().stream())
            .toList();
    assertEquals(9, methods.size());
    for (var method : methods) {
      assertEquals(
          1,
          registered.stream()
              .flatMap(permissions -> permissions.of(method).stream())
              .filter(permission -> permission != Permission.PUBLIC)
              .count(),
          method.getFullMethodName());
    }
  }

  @Test
  void onlyTheRightRolesWriteDraftFinaliseAndRead() {
    var desk = Desk.open(SERVICE, "roles");
    Stream<Runnable> calls =
        Stream.of(
            () ->
                desk.as(Role.SELLER)
                    .getInvoice(GetInvoiceRequest.newBuilder().setInvoice("i").build()),
            () ->
                desk.as(Role.FINANCE)
                    .draftInvoice(Desk.may("i").addLines(Desk.fee("fee", "1")).build()));
    calls.forEach(
        call -> Desk.refused("PERMISSION_MISSING", Status.Code.PERMISSION_DENIED, call::run));
  }

  private static Collection<String> walk(Desk desk, int size) {
    var keys = new ArrayList<String>();
    var token = "";
    do {
      var page = page(desk, size, token);
      assertTrue(page.getInvoicesCount() <= size);
      page.getInvoicesList().forEach(invoice -> keys.add(invoice.getInvoice()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return keys;
  }

  private static ListInvoicesResponse page(Desk desk, int size, String token) {
    return desk.as(Role.VIEWER)
        .listInvoices(
            ListInvoicesRequest.newBuilder().setPageSize(size).setPageToken(token).build());
  }
}
