package reckoner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.type.Decimal;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.testing.TestService;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.CatalogServiceGrpc;
import reckoner.proto.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import reckoner.proto.catalog.v1.ImportPriceListRequest;
import reckoner.proto.catalog.v1.ImportPriceListResponse;
import reckoner.proto.catalog.v1.LookupRatesRequest;
import reckoner.proto.catalog.v1.LookupRatesResponse;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.clock.v1.ClockServiceGrpc;

/** A catalog's clients, and the list that most tests publish. */
record CatalogClient(TestService service) {
  static final String FIRST =
      """
      [{"id":"openai","models":[
        {"id":"small","match":{"starts_with":"small-"},"prices":{"input_mtok":1.5,"output_mtok":6}},
        {"id":"large","match":{"or":[{"contains":"large"},{"regex":"^big-\\\\d+$"}]},
         "prices":[{"prices":{"input_mtok":{"base":3,"tiers":[{"start":200000,"price":6}]},"output_mtok":15}},
                   {"constraint":{"start_date":"2026-03-13"},"prices":{"input_mtok":3}},
                   {"constraint":{"start_time":"00:30:00Z","end_time":"16:30:00Z"},"prices":{"input_mtok":2}}]},
        {"id":"free","match":{"equals":"free"},"prices":{}},
        {"id":"catch-all","match":{"contains":"a"},"prices":{"input_mtok":9}}]}]
      """;

  CatalogServiceBlockingStub as(String tenant, Role role) {
    return service.as(tenant, role, (ManagedChannel c) -> CatalogServiceGrpc.newBlockingStub(c));
  }

  void advance(String requestId, String time) {
    service
        .as(Role.OPERATOR, (ManagedChannel c) -> ClockServiceGrpc.newBlockingStub(c))
        .advanceClock(
            AdvanceClockRequest.newBuilder()
                .setRequestId(requestId)
                .setTime(Wire.timestamp(Instant.parse(time)))
                .build());
  }

  static ImportPriceListRequest request(String requestId, String list) {
    return ImportPriceListRequest.newBuilder()
        .setRequestId(requestId)
        .setCostBook("costs")
        .setPriceBook("list")
        .setCurrency("USD")
        .setMultiplier(Decimal.newBuilder().setValue("1.20"))
        .setFileName("prices.json")
        .setContent(ByteString.copyFromUtf8(list))
        .build();
  }

  ImportPriceListResponse publish(String tenant, String requestId, String list) {
    return as(tenant, Role.PRICING).importPriceList(request(requestId, list));
  }

  LookupRatesResponse lookup(String tenant, int version, long position, String id) {
    var slash = id.indexOf('/');
    return as(tenant, Role.MACHINE)
        .lookupRates(
            LookupRatesRequest.newBuilder()
                .setPriceBook("list")
                .setPriceBookVersion(version)
                .setPosition(position)
                .setProvider(id.substring(0, slash))
                .setModel(id.substring(slash + 1))
                .build());
  }

  static String firstAmount(LookupRatesResponse found) {
    return found.getEntries(0).getClassRates(0).getSizeRates(0).getAmount().getValue();
  }

  static StatusRuntimeException refused(
      String reason, org.junit.jupiter.api.function.Executable call) {
    var failure = assertThrows(StatusRuntimeException.class, call);
    assertEquals(reason, RefusalStatus.reason(failure).orElse("none: " + failure));
    return failure;
  }
}
