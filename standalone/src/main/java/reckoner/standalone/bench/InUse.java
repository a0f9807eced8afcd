package reckoner.standalone.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.type.Decimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import reckoner.kit.auth.Role;
import reckoner.proto.catalog.v1.ApplyFileRequest;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.ItemServiceGrpc;
import reckoner.proto.catalog.v1.PriceLadder;
import reckoner.proto.catalog.v1.VersionName;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.EstimateServiceGrpc;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.PriceEventRequest;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.RegisterContractRequest;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.standalone.platform.Installation;
import reckoner.standalone.platform.Service;

/**
 * How long after its publication a price is used, and after its registration a contract: the
 * slowest of a few, each asked for from the answer on until it is.
 */
final class InUse {
  /** What the documents state, in microseconds. */
  private static final long BOUND_MICROS = Duration.ofSeconds(2).toNanos() / 1_000;

  private static final int TRIALS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BOOK = "fresh";

  private final Installation installation;
  private final Instant start;
  private final Instant end;
  private final Charge charge;

  /**
   * @param charge of usage that a meter counts, by its dimension {@code model}
   */
  InUse(Installation installation, Instant start, Instant end, Charge charge) {
    this.installation = installation;
    this.start = start;
    this.end = end;
    this.charge = charge;
  }

  Row prices() {
    publish(0);
    register("fresh", "fresh");
    return slowest("price in use", this::publish, trial -> event("fresh", trial));
  }

  Row contracts() {
    return slowest(
        "contract in use",
        trial -> register("fresh-" + trial, "fresh-" + trial),
        trial -> event("fresh-" + trial, 0));
  }

  private Row slowest(String name, IntConsumer made, IntFunction<UsageEvent> event) {
    long slowest = 0;
    for (int trial = 1; trial <= TRIALS; trial++) {
      priced(event.apply(trial)); // so that rating keeps that there was none
      made.accept(trial);
      var begun = System.nanoTime();
      while (!priced(event.apply(trial))) {
        if (System.nanoTime() - begun > PATIENCE.toNanos()) {
          throw new IllegalStateException(name + ": not within " + PATIENCE);
        }
      }
      slowest = Math.max(slowest, (System.nanoTime() - begun) / 1_000);
    }
    return new Row(name, TRIALS, "µs", slowest, BOUND_MICROS, Goal.atMost("1.00"), Map.of());
  }

  private boolean priced(UsageEvent event) {
    return EstimateServiceGrpc.newBlockingStub(installation.channel(Service.RATING, Role.MACHINE))
            .priceEvent(PriceEventRequest.newBuilder().setEvent(event).build())
            .getStatus()
        == EventResult.Status.RATED;
  }

  /** A version with a price for each model up to a number. */
  private void publish(int last) {
    var rows = new StringBuilder("book,currency,product,dim:model,model,amount,per\n");
    for (int model = 0; model <= last; model++) {
      rows.append("%s,USD,tokens,fresh-%d,per-unit,1,1000000%n".formatted(BOOK, model));
    }
    ItemServiceGrpc.newBlockingStub(installation.channel(Service.CATALOG, Role.PRICING))
        .applyFile(
            ApplyFileRequest.newBuilder()
                .setRequestId("bench fresh " + last)
                .setFormat(FileFormat.CSV)
                .setContent(ByteString.copyFromUtf8(rows.toString()))
                .build());
  }

  private void register(String contract, String customer) {
    var terms = charge.toBuilder();
    terms
        .getMeteredBuilder()
        .setLadder(
            PriceLadder.newBuilder().setList(VersionName.newBuilder().setKey(BOOK).setVersion(1)));
    RatingServiceGrpc.newBlockingStub(installation.channel(Service.RATING, Role.SERVICE))
        .registerContract(
            RegisterContractRequest.newBuilder()
                .setRequestId("bench " + contract)
                .setContract(
                    BenchCatalog.contract(contract, customer, start, end).addCharges(terms))
                .build());
  }

  private UsageEvent event(String customer, int model) {
    return UsageEvent.newBuilder()
        .setSource("gateway")
        .setEventId(customer + model)
        .setEventTime(Timestamp.newBuilder().setSeconds(start.getEpochSecond()))
        .setCustomer(customer)
        .setEventType("tokens")
        .putDimensions("model", "fresh-" + model)
        .setQuantity(Decimal.newBuilder().setValue("1"))
        .build();
  }
}
