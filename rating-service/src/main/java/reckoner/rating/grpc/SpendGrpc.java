package reckoner.rating.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.wire.PageToken;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.ArrivalValue;
import reckoner.proto.rating.v1.GetSpendRequest;
import reckoner.proto.rating.v1.LineReconciliation;
import reckoner.proto.rating.v1.ListLineUsageRequest;
import reckoner.proto.rating.v1.ListLineUsageResponse;
import reckoner.proto.rating.v1.SpendGroup;
import reckoner.proto.rating.v1.SpendReport;
import reckoner.proto.rating.v1.SpendServiceGrpc;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.rating.KeyHash;
import reckoner.rating.PeriodAdjustments.Part;
import reckoner.rating.PeriodAdjustments.Reconciled;
import reckoner.rating.QueryPeriod;
import reckoner.rating.QueryPeriod.Question;
import reckoner.rating.ReadMarginals;
import reckoner.rating.Spend;
import reckoner.rating.UsageStore.Place;
import reckoner.rating.UsageStore.Placement;

/** Serves spend. */
@Singleton
class SpendGrpc extends SpendServiceGrpc.SpendServiceImplBase {
  private static final ArrivalValue NOT_RATED = ArrivalValue.getDefaultInstance();

  private final QueryPeriod queryPeriod;
  private final ReadMarginals readMarginals;

  SpendGrpc(QueryPeriod queryPeriod, ReadMarginals readMarginals) {
    this.queryPeriod = queryPeriod;
    this.readMarginals = readMarginals;
  }

  @Override
  public void getSpend(GetSpendRequest request, StreamObserver<SpendReport> replies) {
    long started = System.nanoTime();
    var tenant = Caller.current().tenant();
    var grouping = new Spend.Grouping(request.getGroupByList(), request.getFiltersMap());
    var spend = queryPeriod.spend(tenant, question(tenant, request), grouping);
    int limit = PageToken.size(request.getLimit());
    replies.onNext(report(spend, limit, Duration.ofNanos(System.nanoTime() - started)));
    replies.onCompleted();
  }

  private Question question(String tenant, GetSpendRequest request) {
    if (!request.hasPeriodStart()) {
      return queryPeriod.running(tenant, request.getContract(), request.getCustomer());
    }
    if (!request.hasContract()) {
      throw new Refusal(
              KitReason.REQUEST_INVALID,
              "period_start names a period of a contract; of a customer the running one is meant",
              List.of(new Refusal.Fault("period_start", "needs a contract")))
          .asException();
    }
    return new Question(
        request.getContract(), Wire.instant(request.getPeriodStart()), Optional.empty());
  }

  private static SpendReport report(Spend spend, int limit, Duration age) {
    var charges = spend.charges();
    var report =
        SpendReport.newBuilder()
            .setContract(charges.contract())
            .setCustomer(charges.customer())
            .setCurrency(charges.currency())
            .setPeriod(Wire.interval(charges.period().start(), charges.period().end()))
            .setKnownTime(Wire.timestamp(charges.known().time()))
            .setAge(Wire.duration(age))
            .setUsagePosition(charges.known().usagePosition())
            .setAmount(Wire.decimal(spend.amount()))
            .setCostExact(Wire.decimal(spend.cost().exact()))
            .setUncostedEvents(spend.cost().uncostedEvents())
            .setGroupCount(spend.groups().size())
            .setUnpricedEvents(charges.unpricedEvents());
    spend.cost().margin(spend.amount()).map(Wire::decimal).ifPresent(report::setMargin);
    spend.groups().stream().limit(limit).forEach(group -> report.addGroups(group(group)));
    spend.groups().stream()
        .skip(limit)
        .reduce((one, other) ->
            new Spend.Group(
                List.of(),
                one.events() + other.events(),
                one.amountExact().add(other.amountExact()),
                one.cost().plus(other.cost())))
        .ifPresent(others -> report.setOthers(group(others).toBuilder().clearValues()));
    return report.build();
  }

  private static SpendGroup group(Spend.Group group) {
    var message =
        SpendGroup.newBuilder()
            .addAllValues(group.values())
            .setEvents(group.events())
            .setAmountExact(Wire.decimal(group.amountExact()))
            .setCostExact(Wire.decimal(group.cost().exact()))
            .setUncostedEvents(group.cost().uncostedEvents());
    group.cost().margin(group.amountExact()).map(Wire::decimal).ifPresent(message::setMarginExact);
    return message.build();
  }

  @Override
  public void listLineUsage(
      ListLineUsageRequest request, StreamObserver<ListLineUsageResponse> replies) {
    var question =
        new Question(
            request.getContract(),
            Wire.instant(request.getPeriodStart()),
            request.hasKnownBefore()
                ? Optional.of(Wire.instant(request.getKnownBefore()))
                : Optional.empty());
    var after =
        PageToken.read(request.getPageToken(), 2).map(SpendGrpc::place).orElse(Place.BEFORE_ALL);
    var tenant = Caller.current().tenant();
    var line = new Part(request.getCharge(), request.getPart());
    var found =
        queryPeriod.lineUsage(tenant, question, line, after, PageToken.size(request.getPageSize()));
    var response = ListLineUsageResponse.newBuilder();
    found.events().forEach(placement -> response.addEvents(event(placement)));
    readMarginals
        .of(tenant, line, found.events())
        .forEach(value -> response.addArrivals(value.map(SpendGrpc::arrival).orElse(NOT_RATED)));
    readMarginals
        .reconciled(tenant, question.contract(), question.periodStart(), line)
        .ifPresent(one -> response.setReconciliation(reconciliation(one)));
    found
        .next()
        .ifPresent(place ->
            response.setNextPageToken(
                PageToken.of(
                    Long.toString(place.batch()),
                    new UUID(place.keyHash().high(), place.keyHash().low()).toString())));
    replies.onNext(response.build());
    replies.onCompleted();
  }

  private static ArrivalValue arrival(ReadMarginals.Value value) {
    var message =
        ArrivalValue.newBuilder()
            .setAmount(Wire.decimal(value.amount()))
            .setPriceVersion(value.priceVersion());
    if (value.cost().isWhole()) {
      message.setCost(Wire.decimal(value.cost().exact()));
    }
    return message.build();
  }

  private static LineReconciliation reconciliation(Reconciled line) {
    return LineReconciliation.newBuilder()
        .setAmountExact(Wire.decimal(line.amountExact()))
        .setMarginals(Wire.decimal(line.marginals()))
        .setDifference(Wire.decimal(line.difference()))
        .build();
  }

  private static Place place(List<String> keys) {
    try {
      var key = UUID.fromString(keys.get(1));
      return new Place(
          Long.parseLong(keys.get(0)),
          new KeyHash(key.getMostSignificantBits(), key.getLeastSignificantBits()));
    } catch (IllegalArgumentException broken) {
      throw PageToken.invalid();
    }
  }

  private static UsageEvent event(Placement placement) {
    try {
      return UsageEvent.parseFrom(placement.body());
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("a stored event is broken", broken);
    }
  }
}
