package reckoner.standalone.bench;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import reckoner.kit.auth.Role;
import reckoner.proto.rating.v1.EstimateServiceGrpc;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.PriceEventRequest;
import reckoner.proto.rating.v1.PriceEventResponse;
import reckoner.standalone.platform.Service;
import reckoner.standalone.platform.Suite;

/** {@code bench rate}: one event priced without storing, beside an echo of the same bytes. */
public final class RateRun {
  private static final int CLIENTS = 8;

  /** In turns, so that what else the machine does hits both. */
  private static final int TURNS = 20;

  private static final int WARM_UP_CALLS = 20_000;

  private final Suite suite;
  private final Echo echo;
  private final long seed;

  /**
   * @param echo a guest of the suite's rating service
   * @param seed of the events; each run in a data folder needs another, for it makes a tenant
   */
  public RateRun(Suite suite, Echo echo, long seed) {
    this.suite = suite;
    this.echo = echo;
    this.seed = seed;
  }

  /**
   * Prices so many events, and sends the echo as many.
   *
   * @param prices of the book
   */
  public Report run(int events, int prices) {
    var installation = suite.as("bench-" + Long.toHexString(seed));
    var now = suite.businessTime();
    var start = now.truncatedTo(ChronoUnit.HOURS);
    var end = now.plus(30, ChronoUnit.DAYS);
    var catalog = new RateCatalog(installation, start, prices);
    catalog.publish();
    catalog.register(end);
    var inUse = new InUse(installation, start, end, RateCatalog.charge());
    var channel = installation.channel(Service.RATING, Role.MACHINE);
    var pricing = EstimateServiceGrpc.getPriceEventMethod();
    echo.answer(call(channel, pricing, request(catalog, new SplittableRandom(seed))));

    var priced = new ClosedLoop(CLIENTS);
    var echoed = new ClosedLoop(CLIENTS);
    turns(
        Math.min(events, WARM_UP_CALLS),
        catalog,
        channel,
        new ClosedLoop(CLIENTS),
        new ClosedLoop(CLIENTS));
    turns(events, catalog, channel, priced, echoed);
    return new Report(
        "rate",
        "calls",
        List.of(
            new Row(
                "p99",
                priced.count(),
                "µs",
                priced.micros(99),
                echoed.micros(99),
                Goal.atMost("1.50"),
                Map.of()),
            new Row(
                "median",
                priced.count(),
                "µs",
                priced.micros(50),
                echoed.micros(50),
                new Goal.None(),
                Map.of()),
            new Row(
                "throughput",
                priced.count(),
                "calls/s",
                priced.perSecond(1),
                echoed.perSecond(1),
                Goal.atLeast("0.60"),
                Map.of()),
            inUse.prices(),
            inUse.contracts()),
        "an echo behind the same interceptors, of the same bytes, in turns; %d clients, %,d prices"
            .formatted(CLIENTS, prices));
  }

  private void turns(
      int events, RateCatalog catalog, Channel channel, ClosedLoop priced, ClosedLoop echoed) {
    for (int turn = 0; turn < TURNS; turn++) {
      int calls = events / TURNS + (turn < events % TURNS ? 1 : 0);
      long turnSeed = seed + turn * 1_000L;
      var pricing = EstimateServiceGrpc.getPriceEventMethod();
      priced.run(calls, client -> caller(channel, pricing, catalog, turnSeed + client));
      echoed.run(calls, client -> caller(channel, Echo.METHOD, catalog, turnSeed + client));
    }
  }

  private static Supplier<Runnable> caller(
      Channel channel,
      MethodDescriptor<PriceEventRequest, PriceEventResponse> method,
      RateCatalog catalog,
      long seed) {
    var random = new SplittableRandom(seed);
    return () -> {
      var request = request(catalog, random);
      return () -> call(channel, method, request);
    };
  }

  private static PriceEventRequest request(RateCatalog catalog, SplittableRandom random) {
    return PriceEventRequest.newBuilder().setEvent(catalog.event(random)).build();
  }

  private static PriceEventResponse call(
      Channel channel,
      MethodDescriptor<PriceEventRequest, PriceEventResponse> method,
      PriceEventRequest request) {
    var response = ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    if (response.getStatus() != EventResult.Status.RATED) {
      throw new IllegalStateException("is not priced: " + response);
    }
    return response;
  }
}
