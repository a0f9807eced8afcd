package reckoner.rating.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.wire.PageToken;
import reckoner.kit.wire.Wire;
import reckoner.pricing.Period;
import reckoner.pricing.TokenClass;
import reckoner.proto.rating.v1.QueryUsageRequest;
import reckoner.proto.rating.v1.QueryUsageResponse;
import reckoner.proto.rating.v1.UsageQueryServiceGrpc;
import reckoner.proto.rating.v1.UsageRow;
import reckoner.rating.QueryUsage;
import reckoner.rating.QueryUsage.Cell;
import reckoner.rating.QueryUsage.Measure;
import reckoner.rating.QueryUsage.Window;

/** Serves usage by time and by what events say. */
@Singleton
class UsageQueryGrpc extends UsageQueryServiceGrpc.UsageQueryServiceImplBase {
  /** Position, start and end of the window; the values follow. */
  private static final int TOKEN_HEAD = 3;

  private final QueryUsage queryUsage;

  UsageQueryGrpc(QueryUsage queryUsage) {
    this.queryUsage = queryUsage;
  }

  @Override
  public void queryUsage(QueryUsageRequest request, StreamObserver<QueryUsageResponse> replies) {
    var question =
        new QueryUsage.Question(
            request.getContract(),
            request.getCustomer(),
            range(request),
            window(request.getWindow()),
            measure(request),
            request.getGroupByList(),
            request.getFiltersMap());
    var after =
        PageToken.read(request.getPageToken(), TOKEN_HEAD + request.getGroupByCount())
            .map(UsageQueryGrpc::after);
    var answer =
        queryUsage.run(
            Caller.current().tenant(),
            question,
            after.map(one -> OptionalLong.of(one.position())).orElse(OptionalLong.empty()));
    replies.onNext(page(answer, after.map(After::cell), PageToken.size(request.getPageSize())));
    replies.onCompleted();
  }

  private static QueryUsageResponse page(QueryUsage.Answer answer, Optional<Cell> after, int size) {
    var rest =
        answer.rows().stream()
            .filter(row -> after.isEmpty() || row.cell().compareTo(after.get()) > 0)
            .limit(size + 1L)
            .toList();
    var response =
        QueryUsageResponse.newBuilder()
            .setUsagePosition(answer.position())
            .setRowCount(answer.rows().size());
    rest.stream().limit(size).forEach(row -> response.addRows(row(row)));
    if (rest.size() > size) {
      response.setNextPageToken(token(answer.position(), rest.get(size - 1).cell()));
    }
    return response.build();
  }

  private static UsageRow row(QueryUsage.Row row) {
    return UsageRow.newBuilder()
        .setWindow(Wire.interval(row.cell().window().start(), row.cell().window().end()))
        .addAllValues(row.cell().values())
        .setQuantity(Wire.decimal(row.quantity()))
        .setEvents(row.events())
        .build();
  }

  /** Where a page begins. */
  private record After(long position, Cell cell) {}

  private static String token(long position, Cell last) {
    var keys = new ArrayList<String>();
    keys.add(Long.toString(position));
    keys.add(last.window().start().toString());
    keys.add(last.window().end().toString());
    keys.addAll(last.values());
    return PageToken.of(keys.toArray(String[]::new));
  }

  private static After after(List<String> keys) {
    try {
      return new After(
          Long.parseLong(keys.get(0)),
          new Cell(
              new Period(Instant.parse(keys.get(1)), Instant.parse(keys.get(2))),
              keys.subList(TOKEN_HEAD, keys.size())));
    } catch (IllegalArgumentException | DateTimeException foreign) {
      throw PageToken.invalid();
    }
  }

  private static Period range(QueryUsageRequest request) {
    var start = Wire.instant(request.getRange().getStartTime());
    var end = Wire.instant(request.getRange().getEndTime());
    if (!start.isBefore(end)) { // they may differ by less than is kept
      throw invalid("range", "is empty");
    }
    return new Period(start, end);
  }

  private static Window window(QueryUsageRequest.Window window) {
    return switch (window) {
      case HOUR -> Window.HOUR;
      case DAY -> Window.DAY;
      case MONTH -> Window.MONTH;
      case WHOLE -> Window.WHOLE;
      case WINDOW_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("bounds let it pass: " + window);
    };
  }

  private static Measure measure(QueryUsageRequest request) {
    return switch (request.getMeasureCase()) {
      case QUANTITY -> new QueryUsage.OfQuantity(request.getQuantity());
      case TOKEN_CLASS ->
          new QueryUsage.OfTokens(
              TokenClass.ofWireName(request.getTokenClass())
                  .orElseThrow(() -> invalid("token_class", "is not a known token class")));
      case METER -> new QueryUsage.OfMeter(request.getMeter());
      case EVENT_COUNT -> new QueryUsage.OfEvents();
      case MEASURE_NOT_SET -> throw new IllegalStateException("bounds let it pass: no measure");
    };
  }

  private static RuntimeException invalid(String field, String message) {
    return new Refusal(
            KitReason.REQUEST_INVALID,
            field + " " + message,
            List.of(new Refusal.Fault(field, message)))
        .asException();
  }
}
