package reckoner.workflows;

import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.ClosePeriodRequest;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.DueCharge;
import reckoner.proto.rating.v1.GetClosedPeriodRequest;
import reckoner.proto.rating.v1.PriceStep;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.RegisterContractRequest;
import reckoner.proto.rating.v1.RegisterContractResponse;
import reckoner.proto.rating.v1.UnpricedUsage;

/** Rating as far as the processes see it: each contract owes its platform fee for each period. */
final class FakeRating extends RatingServiceGrpc.RatingServiceImplBase {
  private final Map<String, Contract> contracts = new ConcurrentHashMap<>();
  final List<RegisterContractRequest> registrations = new CopyOnWriteArrayList<>();
  final Set<String> closed = ConcurrentHashMap.newKeySet();
  final List<String> closeCalls = new CopyOnWriteArrayList<>();

  /** Period keys that unpriced usage blocks. */
  final Set<String> blocked = ConcurrentHashMap.newKeySet();

  /** Contracts whose registration is refused. */
  final Set<String> refusedContracts = ConcurrentHashMap.newKeySet();

  /** Contracts without charges. */
  final Set<String> idle = ConcurrentHashMap.newKeySet();

  /** Period keys whose close is answered only when its latch is open. */
  final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

  /** While true every call fails as if rating were down. */
  volatile boolean down;

  static String key(String tenant, String contract, String periodStart) {
    return String.join(" ", tenant, contract, periodStart);
  }

  private static String periodKey(String contract, Timestamp periodStart) {
    return key(Caller.current().tenant(), contract, Wire.instant(periodStart).toString());
  }

  /** As if its database were lost too. */
  void forget() {
    contracts.clear();
    closed.clear();
  }

  Contract contract(String tenant, String contract) {
    return Objects.requireNonNull(contracts.get(tenant + " " + contract), contract);
  }

  @Override
  public void registerContract(
      RegisterContractRequest request, StreamObserver<RegisterContractResponse> replies) {
    registrations.add(request);
    if (down) {
      throw unavailable();
    }
    if (refusedContracts.contains(request.getContract().getContract())) {
      throw refusal(KitReason.KEY_TAKEN);
    }
    var key = Caller.current().tenant() + " " + request.getContract().getContract();
    var first = contracts.putIfAbsent(key, request.getContract());
    if (first != null && !first.equals(request.getContract())) {
      throw refusal(KitReason.KEY_TAKEN);
    }
    replies.onNext(RegisterContractResponse.getDefaultInstance());
    replies.onCompleted();
  }

  @Override
  public void closePeriod(ClosePeriodRequest request, StreamObserver<ClosedPeriod> replies) {
    if (down) {
      throw unavailable();
    }
    var key = periodKey(request.getContract(), request.getPeriodStart());
    closeCalls.add(key);
    awaitRelease(key);
    var reply = ClosedPeriod.newBuilder().setContract(request.getContract());
    if (blocked.contains(key)) {
      reply
          .setState(ClosedPeriod.State.BLOCKED)
          .addUnpriced(
              UnpricedUsage.newBuilder()
                  .setProvider("openai")
                  .setModel("gpt-9")
                  .setReason("NO_PRICE")
                  .setEvents(12));
    } else {
      closed.add(key);
      reply.setState(ClosedPeriod.State.CLOSED);
    }
    replies.onNext(reply.build());
    replies.onCompleted();
  }

  private void awaitRelease(String key) {
    var latch = held.get(key);
    try {
      if (latch != null && !latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a test never released " + key);
      }
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  @Override
  public void getClosedPeriod(
      GetClosedPeriodRequest request, StreamObserver<ClosedPeriod> replies) {
    if (down) {
      throw unavailable();
    }
    if (!closed.contains(periodKey(request.getContract(), request.getPeriodStart()))) {
      throw refusal(KitReason.NOT_FOUND);
    }
    var reply =
        ClosedPeriod.newBuilder()
            .setContract(request.getContract())
            .setState(ClosedPeriod.State.CLOSED);
    if (!idle.contains(request.getContract())) {
      reply.addCharges(fee());
    }
    replies.onNext(reply.build());
    replies.onCompleted();
  }

  private static DueCharge fee() {
    return DueCharge.newBuilder()
        .setCharge("platform-fee")
        .setDisplayName("Platform fee")
        .setPart("0123456789abcdef0123456789abcdef")
        .setQuantity(Client.decimal("1"))
        .setAllowance(Client.decimal("0"))
        .setQuantityPriced(Client.decimal("1"))
        .setAmountExact(Client.decimal("29"))
        .setAmount(Client.decimal("29.00"))
        .setCostExact(Client.decimal("7"))
        .addSteps(
            PriceStep.newBuilder()
                .setQuantity(Client.decimal("1"))
                .setAllowance(Client.decimal("0"))
                .setQuantityPriced(Client.decimal("1"))
                .setPrice(Client.decimal("29"))
                .setPer(1)
                .setAmountExact(Client.decimal("29"))
                .setCost(Client.decimal("7")))
        .build();
  }

  static io.grpc.StatusRuntimeException unavailable() {
    return io.grpc.Status.UNAVAILABLE.withDescription("a test says so").asRuntimeException();
  }

  static io.grpc.StatusRuntimeException refusal(KitReason reason) {
    return RefusalStatus.exception(Refusal.of(reason, "a test says so"));
  }
}
