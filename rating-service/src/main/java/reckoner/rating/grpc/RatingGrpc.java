package reckoner.rating.grpc;

import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.request.Mutations;
import reckoner.kit.store.Transactions;
import reckoner.kit.wire.CanonicalForm;
import reckoner.kit.wire.PageToken;
import reckoner.kit.wire.Wire;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.EventResult;
import reckoner.proto.rating.v1.GetUsageSummaryRequest;
import reckoner.proto.rating.v1.ListUsageExceptionsRequest;
import reckoner.proto.rating.v1.ListUsageExceptionsResponse;
import reckoner.proto.rating.v1.QueryPeriodRequest;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.RegisterContractRequest;
import reckoner.proto.rating.v1.RegisterContractResponse;
import reckoner.proto.rating.v1.UsageSummary;
import reckoner.rating.QueryPeriod;
import reckoner.rating.RegisterContract;
import reckoner.rating.UsageReport;
import reckoner.rating.UsageReport.Cursor;
import reckoner.rating.UsageReport.Status;

/** Serves rating, but for usage that comes in and periods that are closed. */
@Singleton
@Bean(typed = RatingGrpc.class) // the door alone is a service of the server
class RatingGrpc extends RatingServiceGrpc.RatingServiceImplBase {
  private static final Pattern HASH = Pattern.compile("([0-9a-f]{2})*");

  private final Mutations mutations;
  private final Transactions transactions;
  private final RegisterContract registerContract;
  private final QueryPeriod queryPeriod;
  private final UsageReport report;

  RatingGrpc(
      Mutations mutations,
      Transactions transactions,
      RegisterContract registerContract,
      QueryPeriod queryPeriod,
      UsageReport report) {
    this.mutations = mutations;
    this.transactions = transactions;
    this.registerContract = registerContract;
    this.queryPeriod = queryPeriod;
    this.report = report;
  }

  @Override
  public void registerContract(
      RegisterContractRequest request, StreamObserver<RegisterContractResponse> replies) {
    var tenant = Caller.current().tenant();
    var terms = ContractReader.read(request.getContract());
    var prepared = registerContract.prepare(tenant, terms);
    var reply =
        mutations.once(
            RatingServiceGrpc.getRegisterContractMethod(),
            request,
            request.getRequestId(),
            RegisterContractResponse.parser(),
            () ->
                RegisterContractResponse.newBuilder()
                    .setMatchedEvents(
                        registerContract.run(
                            tenant, prepared, CanonicalForm.hash(request.getContract())))
                    .build());
    replies.onNext(reply);
    replies.onCompleted();
  }

  @Override
  public void queryPeriod(QueryPeriodRequest request, StreamObserver<ClosedPeriod> replies) {
    var question =
        new QueryPeriod.Question(
            request.getContract(),
            Wire.instant(request.getPeriodStart()),
            request.hasKnownBefore()
                ? Optional.of(Wire.instant(request.getKnownBefore()))
                : Optional.empty());
    replies.onNext(RatingMessages.queried(queryPeriod.run(Caller.current().tenant(), question)));
    replies.onCompleted();
  }

  @Override
  public void listUsageExceptions(
      ListUsageExceptionsRequest request, StreamObserver<ListUsageExceptionsResponse> replies) {
    var tenant = Caller.current().tenant();
    var size = PageToken.size(request.getPageSize());
    var statuses = statuses(request);
    var after = PageToken.read(request.getPageToken(), 4).map(RatingGrpc::cursor);
    var rows = transactions.read(() -> report.exceptions(tenant, statuses, after, size + 1));
    var response = ListUsageExceptionsResponse.newBuilder();
    rows.stream().limit(size).forEach(row -> response.addExceptions(RatingMessages.exception(row)));
    if (rows.size() > size) {
      var last = rows.get(size - 1).cursor();
      response.setNextPageToken(
          PageToken.of(last.status(), last.source(), last.eventId(), last.contentHash()));
    }
    replies.onNext(response.build());
    replies.onCompleted();
  }

  private static Cursor cursor(List<String> keys) {
    if (!HASH.matcher(keys.get(3)).matches()) {
      throw PageToken.invalid();
    }
    return new Cursor(keys.get(0), keys.get(1), keys.get(2), keys.get(3));
  }

  private static EnumSet<Status> statuses(ListUsageExceptionsRequest request) {
    var statuses = EnumSet.noneOf(Status.class);
    for (var status : request.getStatusesList()) {
      switch (status) {
        case LATE -> statuses.add(Status.LATE);
        case UNCOUNTED -> statuses.add(Status.UNCOUNTED);
        case WAITING -> statuses.add(Status.WAITING);
        case UNPRICED -> statuses.add(Status.UNPRICED);
        case REJECTED -> statuses.add(Status.REJECTED);
        case CONFLICT -> statuses.add(Status.CONFLICT);
        case RATED, DUPLICATE, AMENDED, VOIDED, HELD, STATUS_UNSPECIFIED, UNRECOGNIZED ->
            throw notAnException(status);
      }
    }
    return statuses.isEmpty() ? EnumSet.allOf(Status.class) : statuses;
  }

  private static RuntimeException notAnException(EventResult.Status status) {
    return Refusal.of(
            KitReason.REQUEST_INVALID,
            "statuses may name WAITING, UNPRICED, LATE, UNCOUNTED, REJECTED and CONFLICT, not "
                + status)
        .asException();
  }

  @Override
  public void getUsageSummary(
      GetUsageSummaryRequest request, StreamObserver<UsageSummary> replies) {
    var tenant = Caller.current().tenant();
    replies.onNext(RatingMessages.summary(transactions.read(() -> report.summary(tenant))));
    replies.onCompleted();
  }
}
