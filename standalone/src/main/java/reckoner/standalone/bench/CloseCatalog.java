package reckoner.standalone.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
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

/** Prices of as many models as a contract has lines, and contracts of one period. */
final class CloseCatalog {
  static final int LINES = 20;

  private static final String FILTER = "event_type == \"tokens\"";
  private static final int SECONDS = 3_600;
  private static final int USERS = 100_000;

  private final Installation installation;
  private final Instant start;
  private final Instant end;

  /** How a contract's usage is measured. */
  enum Kind {
    SUM,
    DISTINCT,
    /** Of the sums of five minutes. */
    PERCENTILE;

    private Aggregation aggregation() {
      var aggregation = Aggregation.newBuilder();
      return switch (this) {
        case SUM -> aggregation.setSimple(Aggregation.Simple.SUM).build();
        case DISTINCT -> aggregation.setCountDistinct("user").build();
        case PERCENTILE ->
            aggregation
                .setWindowed(
                    Aggregation.Windowed.newBuilder()
                        .setSize(Aggregation.Windowed.Size.FIVE_MINUTES)
                        .setEach(Aggregation.newBuilder().setSimple(Aggregation.Simple.SUM))
                        .setThen(
                            Aggregation.newBuilder()
                                .setPercentile(
                                    Aggregation.Percentile.newBuilder().setPercent("95"))))
                .build();
      };
    }
  }

  /**
   * @param start of the one period of each contract, inclusive; its end, exclusive, is the cut-off
   */
  CloseCatalog(Installation installation, Instant start, Instant end) {
    this.installation = installation;
    this.start = start;
    this.end = end;
  }

  static String contract(String customer) {
    return customer + "/1";
  }

  void publish() {
    var file =
        new StringBuilder(
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
            ---
            kind: price-book
            key: list
            currency: USD
            dimensions: [model]
            prices:
            """
                .formatted(FILTER));
    for (int model = 0; model < LINES; model++) {
      file.append(
          """
          - product: tokens
            dimensions: {model: model-%d}
            terms: {price: {graduated: [{up_to: 1000000, rate: %d per 1000000}, {rate: 1 per 1000000}]}}
          """
              .formatted(model, 2 + model));
    }
    ItemServiceGrpc.newBlockingStub(installation.channel(Service.CATALOG, Role.PRICING))
        .applyFile(
            ApplyFileRequest.newBuilder()
                .setRequestId("bench")
                .setFormat(FileFormat.YAML)
                .setContent(ByteString.copyFromUtf8(file.toString()))
                .build());
  }

  void register(String customer, Kind kind) {
    RatingServiceGrpc.newBlockingStub(installation.channel(Service.RATING, Role.SERVICE))
        .registerContract(
            RegisterContractRequest.newBuilder()
                .setRequestId(customer)
                .setContract(
                    BenchCatalog.contract(contract(customer), customer, start, end)
                        .setUsageGrace(Duration.getDefaultInstance())
                        .addCharges(charge(kind)))
                .build());
  }

  private static Charge charge(Kind kind) {
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
                        .setAggregation(kind.aggregation())
                        .setUnit("token")
                        .addDimensions("model"))
                .setLadder(
                    PriceLadder.newBuilder()
                        .setList(VersionName.newBuilder().setKey("list").setVersion(1))))
        .build();
  }

  /**
   * An event of a customer, of fewer bytes than those of ingest.
   *
   * @param number of the event; so many as there are models have one of each
   */
  UsageEvent event(String customer, long number, SplittableRandom random) {
    return UsageEvent.newBuilder()
        .setSource("gateway")
        .setEventId(Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()))
        .setEventTime(
            Timestamp.newBuilder().setSeconds(start.getEpochSecond() + random.nextInt(SECONDS)))
        .setCustomer(customer)
        .setEventType("tokens")
        .putDimensions("model", "model-" + number % LINES)
        .putDimensions("user", "user-" + random.nextInt(USERS))
        .setQuantity(Decimal.newBuilder().setValue(Integer.toString(1 + random.nextInt(100_000))))
        .build();
  }
}
