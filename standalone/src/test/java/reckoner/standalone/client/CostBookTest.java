package reckoner.standalone.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Role;
import reckoner.proto.catalog.v1.ApplyFileRequest;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.VersionName;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.GetSpendRequest;
import reckoner.proto.rating.v1.SpendServiceGrpc;

/** A cost book from a file of the catalog to the margin that rating says. */
class CostBookTest {
  private static final String FILE =
      """
      kind: meter
      key: calls
      name: Calls
      filter: event_type == "ticket.resolved"
      aggregation: {simple: count}
      unit: call
      dimensions: [region]
      ---
      kind: cost-book
      key: call-costs
      currency: USD
      dimensions: [region]
      costs:
        - meter: calls
          rate: 4 per 1000
        - meter: calls
          dimensions: {region: eu}
          rate: 0.006
      """;

  @Test
  void whatThePublishedBookSaysIsTheCostOfUsage() throws Exception {
    try (var rating = RatingProcess.start();
        var client = new RatingClient(rating.port())) {
      rating
          .catalog()
          .as(
              RatingProcess.TENANT,
              Role.PRICING,
              (ManagedChannel channel) -> ItemServiceGrpc.newBlockingStub(channel))
          .applyFile(
              ApplyFileRequest.newBuilder()
                  .setRequestId("costs")
                  .setFileName("costs.yaml")
                  .setFormat(FileFormat.YAML)
                  .setContent(ByteString.copyFromUtf8(FILE))
                  .build());
      client.register(
          Map.of(), VersionName.newBuilder().setKey("call-costs").setVersion(1).build());
      var europe = ReportingProgram.event("2").toBuilder().putDimensions("region", "eu").build();
      for (var event : List.of(ReportingProgram.event("1"), europe)) {
        var result = client.ingest(List.of(event)).getFirst();
        assertEquals(EventResult.Status.RATED, result.getStatus(), result::toString);
      }
      var spend =
          client
              .as(Role.VIEWER, (ManagedChannel c) -> SpendServiceGrpc.newBlockingStub(c))
              .getSpend(GetSpendRequest.newBuilder().setContract(RatingClient.CONTRACT).build());
      assertEquals("0.02", spend.getAmount().getValue());
      assertEquals("0.01", spend.getCostExact().getValue());
      assertEquals("0.01", spend.getMargin().getValue());
      assertEquals(0, spend.getUncostedEvents());
    }
  }
}
