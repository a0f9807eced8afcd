package reckoner.standalone.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.type.Decimal;
import java.time.Instant;
import java.util.SplittableRandom;
import reckoner.kit.auth.Role;
import reckoner.proto.catalog.v1.ApplyFileRequest;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.Meter;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.catalog.v1.VersionName;
import reckoner.proto.pricing.v1.Aggregation;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.RegisterContractRequest;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.standalone.platform.Installation;
import reckoner.standalone.platform.Service;

/** A price book with a price for each of very many models, and one contract that pins it. */
final class RateCatalog {
  private static final String CUSTOMER = "customer";
  private static final String FILTER = "event_type == \"tokens\"";

  private final Installation installation;
  private final Instant start;
  private final int prices;

  /**
   * @param start from then on the contract holds
   * @param prices of the book, one for each model
   */
  RateCatalog(Installation installation, Instant start, int prices) {
    this.installation = installation;
    this.start = start;
    this.prices = prices;
  }

  void publish() {
    apply(
        FileFormat.YAML,
        """
        kind: meter
        key: tokens
        filter: '%s'
        aggregation: {simple: sum}
        unit: token
        dimensions: [model]
        ---
        kind: product
        key: tokens
        unit: token
        meter: tokens
        """
            .formatted(FILTER));
    var rows = new StringBuilder("book,currency,product,dim:model,model,amount,per\n");
    for (int model = 0; model < prices; model++) {
      rows.append("list,USD,tokens,%s,per-unit,%d,1000000%n".formatted(model(model), 1 + model));
    }
    apply(FileFormat.CSV, rows.toString());
  }

  private void apply(FileFormat format, String text) {
    ItemServiceGrpc.newBlockingStub(installation.channel(Service.CATALOG, Role.PRICING))
        .applyFile(
            ApplyFileRequest.newBuilder()
                .setRequestId("bench " + format)
                .setFormat(format)
                .setContent(ByteString.copyFromUtf8(text))
                .build());
  }

  void register(Instant end) {
    RatingServiceGrpc.newBlockingStub(installation.channel(Service.RATING, Role.SERVICE))
        .registerContract(
            RegisterContractRequest.newBuilder()
                .setRequestId(CUSTOMER)
                .setContract(
                    BenchCatalog.contract(CUSTOMER + "/1", CUSTOMER, start, end)
                        .addCharges(charge()))
                .build());
  }

  static Charge charge() {
    var sum = Aggregation.newBuilder().setSimple(Aggregation.Simple.SUM);
    return Charge.newBuilder()
        .setCharge("usage")
        .setDisplayName("Usage")
        .setMetered(
            MeteredTerms.newBuilder()
                .setProduct("tokens")
                .setMeter("tokens")
                .setDefinition(
                    Meter.newBuilder()
                        .setFilter(FILTER)
                        .setAggregation(sum)
                        .setUnit("token")
                        .addDimensions("model"))
                .setLadder(
                    PriceLadder.newBuilder()
                        .setList(VersionName.newBuilder().setKey("list").setVersion(1))))
        .build();
  }

  private static String model(int model) {
    return "model-%05d".formatted(model);
  }

  /** An event of any of the models. */
  UsageEvent event(SplittableRandom random) {
    return UsageEvent.newBuilder()
        .setSource("gateway")
        .setEventId(Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()))
        .setEventTime(Timestamp.newBuilder().setSeconds(start.getEpochSecond()))
        .setCustomer(CUSTOMER)
        .setEventType("tokens")
        .putDimensions("model", model(random.nextInt(prices)))
        .putDimensions("region", "eu-west")
        .putDimensions("team", "team-" + random.nextInt(50))
        .putDimensions("user", "user-" + random.nextInt(100_000))
        .setQuantity(Decimal.newBuilder().setValue(Integer.toString(1 + random.nextInt(100_000))))
        .build();
  }
}
