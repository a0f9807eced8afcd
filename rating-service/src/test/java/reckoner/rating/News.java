package reckoner.rating;

import com.google.protobuf.Duration;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reckoner.kit.auth.Role;
import reckoner.kit.testing.TestDatabase;
import reckoner.kit.testing.TestService;
import reckoner.proto.rating.v1.Charge;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.FollowSpendRequest;
import reckoner.proto.rating.v1.ListThresholdsRequest;
import reckoner.proto.rating.v1.MeteredTerms;
import reckoner.proto.rating.v1.RemoveThresholdRequest;
import reckoner.proto.rating.v1.SetThresholdRequest;
import reckoner.proto.rating.v1.SubscribeRequest;
import reckoner.proto.rating.v1.SubscribeResponse;
import reckoner.proto.rating.v1.Threshold;
import reckoner.proto.rating.v1.ThresholdServiceGrpc;
import reckoner.proto.rating.v1.ThresholdServiceGrpc.ThresholdServiceBlockingStub;
import reckoner.proto.rating.v1.UsageEvent;

/** Thresholds and news of a rating service that looks at spend only when a test says so. */
final class News {
  final Meter meter;

  News(Meter meter) {
    this.meter = meter;
  }

  /** A service on a fresh database. */
  static Meter meter() {
    return new Meter(still(TestDatabase.properties("rating")));
  }

  /** With its own looks an hour apart. */
  static Map<String, Object> still(Map<String, Object> database) {
    var properties = new HashMap<>(database);
    properties.put("reckoner.spend-interval", "1h");
    return properties;
  }

  /** Calls at 1 each, beside the charges of {@link Meter#contract}. */
  static Contract.Builder withCalls(Contract.Builder contract) {
    return contract.addCharges(
        Charge.newBuilder()
            .setCharge("calls")
            .setDisplayName("Calls")
            .setMetered(
                Json.merge(
                    MeteredTerms.newBuilder(),
                    """
                    {'product': 'call', 'meter': 'calls', 'definition': {
                       'filter': 'event_type == `call`', 'aggregation': {'simple': 'SUM'},
                       'unit': 'call'},
                     'terms': {'price': {'graduated': {'tiers': [{'rate': {'amount': '1'}}]}}}}
                    """)));
  }

  static UsageEvent calls(String id, String day, String quantity) {
    return Json.merge(
            UsageEvent.newBuilder(),
            """
            {'source': 'gateway', 'eventId': '%s', 'customer': 'c', 'eventType': 'call',
             'eventTime': '%sT12:00:00Z', 'quantity': {'value': '%s'}}
            """
                .formatted(id, day, quantity))
        .build();
  }

  static ThresholdServiceBlockingStub stub(TestService service, Role role) {
    return service.as(
        Meter.TENANT,
        role,
        (ManagedChannel channel) -> ThresholdServiceGrpc.newBlockingStub(channel));
  }

  void set(String contract, String json) {
    var threshold = Json.merge(Threshold.newBuilder(), json).build();
    var request =
        SetThresholdRequest.newBuilder()
            .setRequestId("set " + contract + threshold.getThreshold() + json.hashCode())
            .setContract(contract)
            .setThreshold(threshold)
            .build();
    stub(meter.service, Role.FINANCE).setThreshold(request);
  }

  void remove(String contract, String threshold) {
    var request =
        RemoveThresholdRequest.newBuilder()
            .setRequestId("remove " + threshold)
            .setContract(contract)
            .setThreshold(threshold)
            .build();
    stub(meter.service, Role.FINANCE).removeThreshold(request);
  }

  List<String> list(String contract) {
    var request = ListThresholdsRequest.newBuilder().setContract(contract).build();
    return stub(meter.service, Role.VIEWER).listThresholds(request).getThresholdsList().stream()
        .map(Threshold::getThreshold)
        .toList();
  }

  void follow(String requestId, String contract, long everySeconds) {
    var request = FollowSpendRequest.newBuilder().setRequestId(requestId).setContract(contract);
    if (everySeconds > 0) {
      request.setEvery(Duration.newBuilder().setSeconds(everySeconds));
    }
    stub(meter.service, Role.FINANCE).followSpend(request.build());
  }

  /** Looks at spend once. */
  static void look(TestService service) {
    service
        .context()
        .getBean(LookAtSpend.class)
        .run((what, failure) -> {
          throw new AssertionError(what, failure);
        });
  }

  void look() {
    look(meter.service);
  }

  static BlockingClientCall<?, SubscribeResponse> subscribe(
      TestService service, SubscribeRequest request) {
    return service
        .as(
            Meter.TENANT,
            Role.VIEWER,
            (ManagedChannel channel) -> ThresholdServiceGrpc.newBlockingV2Stub(channel))
        .subscribe(request);
  }

  static SubscribeRequest after(long sequence) {
    return SubscribeRequest.newBuilder().setAfterSequence(sequence).build();
  }

  static SubscribeResponse next(BlockingClientCall<?, SubscribeResponse> call) {
    try {
      var message = call.read();
      if (message == null) {
        throw new AssertionError("the stream ended");
      }
      return message;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    } catch (StatusException refused) {
      throw new io.grpc.StatusRuntimeException(refused.getStatus(), refused.getTrailers());
    }
  }

  /** What is stored after a sequence; ends with the first heartbeat, which is the last element. */
  List<SubscribeResponse> stored(SubscribeRequest request) {
    var call = subscribe(meter.service, request);
    var messages = new ArrayList<SubscribeResponse>();
    do {
      messages.add(next(call));
    } while (!messages.getLast().hasHeartbeat());
    call.cancel("enough", Status.CANCELLED.asException());
    return messages;
  }

  /** Looks, and says what there is after a sequence. */
  List<String> told(long after) {
    look();
    return stored(after(after)).stream()
        .filter(message -> !message.hasHeartbeat())
        .map(News::line)
        .toList();
  }

  static String line(SubscribeResponse message) {
    return switch (message.getWhatCase()) {
      case THRESHOLD_REACHED -> {
        var reached = message.getThresholdReached();
        yield "%d: %s at %s from %s"
            .formatted(
                message.getSequence(),
                reached.getThreshold().getThreshold(),
                reached.getReached().getValue(),
                reckoner.kit.wire.Wire.instant(reached.getSpan().getStartTime()));
      }
      case SPEND_CHANGED ->
          "%d: spend %s"
              .formatted(
                  message.getSequence(),
                  message.getSpendChanged().getSpend().getAmount().getValue());
      case HEARTBEAT -> "heartbeat " + message.getSequence();
      case WHAT_NOT_SET -> throw new AssertionError("a message says nothing");
    };
  }

  /** A connection beside the service. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        String.valueOf(meter.database.get("datasources.default.url")),
        String.valueOf(meter.database.get("datasources.default.username")),
        String.valueOf(meter.database.get("datasources.default.password")));
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static String query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      var row = statement.executeQuery(sql);
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
