package reckoner.standalone.bench;

import com.google.protobuf.ByteString;
import java.time.Instant;
import reckoner.kit.auth.Role;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.ApplyFileRequest;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.Meter;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.catalog.v1.VersionName;
import reckoner.proto.pricing.v1.Aggregation;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.RegisterContractRequest;
import reckoner.standalone.platform.Installation;
import reckoner.standalone.platform.Service;

/** Prices for every model and product, and the contracts that pin them. */
final class BenchCatalog {
  private static final String BOOK = "list";

  private BenchCatalog() {}

  static void publish(Installation installation) {
    var file = new StringBuilder();
    for (int meter = 0; meter < BenchEvents.METERS; meter++) {
      file.append(
          """
          ---
          kind: meter
          key: meter-%1$d
          filter: 'event_type == "m%1$d" || event_type == "all"'
          aggregation: {simple: sum}
          unit: token
          dimensions: [model]
          ---
          kind: product
          key: product-%1$d
          unit: token
          meter: meter-%1$d
          """
              .formatted(meter));
    }
    file.append("---\nkind: price-book\nkey: " + BOOK + "\ncurrency: USD\ndimensions: [model]\n");
    file.append("prices:\n");
    for (int meter = 0; meter < BenchEvents.METERS; meter++) {
      for (int model = 0; model < BenchEvents.MODELS; model++) {
        file.append(
            """
            - product: product-%d
              dimensions: {model: %s}
              terms: {price: {graduated: [{up_to: 1000000, rate: %d per 1000000}, {rate: 1 per 1000000}]}}
            """
                .formatted(meter, BenchEvents.model(model), 2 + model % 20));
      }
    }
    ItemServiceGrpc.newBlockingStub(installation.channel(Service.CATALOG, Role.PRICING))
        .applyFile(
            ApplyFileRequest.newBuilder()
                .setRequestId("bench")
                .setFormat(FileFormat.YAML)
                .setContent(ByteString.copyFromUtf8(file.toString()))
                .build());
  }

  static void register(Installation installation, Instant start, Instant end) {
    var rating =
        RatingServiceGrpc.newBlockingStub(installation.channel(Service.RATING, Role.SERVICE));
    for (int number = 0; number < BenchEvents.CONTRACTS; number++) {
      var customer = BenchEvents.customer(number);
      var contract = contract(customer + "/1", customer, start, end);
      for (int meter = 0; meter < BenchEvents.METERS; meter++) {
        contract.addCharges(charge(meter));
      }
      rating.registerContract(
          RegisterContractRequest.newBuilder()
              .setRequestId(customer)
              .setContract(contract)
              .build());
    }
  }

  /** Of one period, without charges. */
  static Contract.Builder contract(String contract, String customer, Instant start, Instant end) {
    return Contract.newBuilder()
        .setContract(contract)
        .setCustomer(customer)
        .setZone("UTC")
        .setCurrency("USD")
        .setActivateTime(Wire.timestamp(start))
        .addPeriods(Wire.interval(start, end));
  }

  private static Charge charge(int meter) {
    var sum = Aggregation.newBuilder().setSimple(Aggregation.Simple.SUM);
    return Charge.newBuilder()
        .setCharge("usage-" + meter)
        .setDisplayName("Usage " + meter)
        .setMetered(
            MeteredTerms.newBuilder()
                .setProduct("product-" + meter)
                .setMeter("meter-" + meter)
                .setDefinition(
                    Meter.newBuilder()
                        .setFilter(
                            "event_type == \"m%d\" || event_type == \"all\"".formatted(meter))
                        .setAggregation(sum)
                        .setUnit("token")
                        .addDimensions("model"))
                .setLadder(
                    PriceLadder.newBuilder()
                        .setList(VersionName.newBuilder().setKey(BOOK).setVersion(1))))
        .build();
  }
}
