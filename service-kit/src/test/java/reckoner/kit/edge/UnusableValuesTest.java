package reckoner.kit.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.type.Decimal;
import com.google.type.Interval;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.rating.v1.Contract;
import reckoner.proto.rating.v1.IngestUsageRequest;
import reckoner.proto.rating.v1.RegisterContractRequest;
import reckoner.proto.rating.v1.UsageEvent;

class UnusableValuesTest {
  @Test
  void aNulIsFoundInEveryPlaceOfARequest() {
    var event =
        UsageEvent.newBuilder()
            .setSource("fine")
            .setModel("a\0b")
            .putQuantities("in\0put", Decimal.newBuilder().setValue("1\0").build());
    assertEquals(
        List.of(
            "events[1].model",
            "events[1].quantities[\"in\\0put\"]",
            "events[1].quantities[\"in\\0put\"].value"),
        paths(
            IngestUsageRequest.newBuilder()
                .addEvents(UsageEvent.getDefaultInstance())
                .addEvents(event)
                .build()));
  }

  @Test
  void aTimestampIsFoundInsideOtherMessages() {
    var far = Timestamp.newBuilder().setSeconds(Long.MAX_VALUE);
    assertEquals(
        List.of("contract.periods[0].end_time", "contract.activate_time"),
        paths(
            RegisterContractRequest.newBuilder()
                .setContract(
                    Contract.newBuilder()
                        .addPeriods(Interval.newBuilder().setEndTime(far))
                        .setActivateTime(far))
                .build()));
  }

  @ParameterizedTest
  @CsvSource({
    "-62135596800, 0, 0",
    "-62135596801, 999999999, 1",
    "253402300799, 999999999, 0",
    "253402300800, 0, 1",
    "0, -1, 1",
    "0, 1000000000, 1",
    "-9223372036854775808, 0, 1"
  })
  void aTimestampIsAnInstantOfTheYears1To9999(long seconds, int nanos, int faults) {
    var time = Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    assertEquals(faults, paths(UsageEvent.newBuilder().setEventTime(time).build()).size());
  }

  @Test
  void faultsAndDepthAreBounded() {
    var many = ListValue.newBuilder();
    IntStream.range(0, 80).forEach(i -> many.addValues(Value.newBuilder().setStringValue("\0")));
    assertEquals(50, paths(many.build()).size());
    var deep = Value.newBuilder().setStringValue("fine").build();
    for (int i = 0; i < UnusableValues.DEPTH_MAX; i++) {
      deep = Value.newBuilder().setStructValue(Struct.newBuilder().putFields("x", deep)).build();
    }
    assertEquals(1, paths(deep).size());
  }

  private static List<String> paths(Message request) {
    return UnusableValues.of(request, 50).stream().map(Refusal.Fault::field).toList();
  }
}
