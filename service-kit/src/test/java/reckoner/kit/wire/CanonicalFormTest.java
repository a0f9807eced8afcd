package reckoner.kit.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.type.Decimal;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reckoner.proto.clock.v1.AdvanceClockRequest;
import reckoner.proto.pricing.v1.BySize;
import reckoner.proto.pricing.v1.Rate;
import reckoner.proto.pricing.v1.RiskAdjusted;
import reckoner.proto.rating.v1.UsageEvent;

class CanonicalFormTest {
  @ParameterizedTest
  @CsvSource({"1.0,1.00", "100,1e2", "0,0.000", "-1.50,-1.5", "0.5,5E-1"})
  void equalDecimalsHashAlike(String one, String other) {
    assertArrayEquals(hash(withInput(one)), hash(withInput(other)));
  }

  @ParameterizedTest
  @CsvSource({"1.0,1.01", "-1,1", "1,x"})
  void differentDecimalsDoNot(String one, String other) {
    assertFalse(Arrays.equals(hash(withInput(one)), hash(withInput(other))));
  }

  @ParameterizedTest
  @CsvSource({"1.0,1.00,true", "100,1e2,true", "1,1.01,false", "x,x,true", "x,y,false"})
  void textThatIsMarkedAsADecimalIsOne(String one, String other, boolean same) {
    assertEquals(same, Arrays.equals(hash(rate(one)), hash(rate(other))));
    assertEquals(same, Arrays.equals(hash(multiplied(one)), hash(multiplied(other))));
    assertFalse(
        Arrays.equals(
            hash(BySize.newBuilder().setQuantity("1.0").build()),
            hash(BySize.newBuilder().setQuantity("1.00").build())),
        "other text is as it stands");
  }

  private static Rate rate(String amount) {
    return Rate.newBuilder().setAmount(amount).build();
  }

  private static RiskAdjusted.ByValue multiplied(String multiplier) {
    return RiskAdjusted.ByValue.newBuilder().putMultipliers("low", multiplier).build();
  }

  @Test
  void mapOrderDoesNotCount() {
    var event = UsageEvent.newBuilder();
    var reversed = UsageEvent.newBuilder();
    for (int i = 0; i < 10; i++) {
      event.putQuantities("class" + i, decimal("" + i));
      reversed.putQuantities("class" + (9 - i), decimal("" + (9 - i)));
    }
    assertArrayEquals(hash(event.build()), hash(reversed.build()));
  }

  @Test
  void theRequestIdIsNotContent() {
    var time = Timestamp.newBuilder().setSeconds(7).build();
    assertArrayEquals(
        hash(AdvanceClockRequest.newBuilder().setRequestId("a").setTime(time).build()),
        hash(AdvanceClockRequest.newBuilder().setRequestId("b").setTime(time).build()));
  }

  @Test
  void noTextImitatesStructure() {
    assertFalse(
        Arrays.equals(
            hash(UsageEvent.newBuilder().setSource("a;2:1\"b").build()),
            hash(UsageEvent.newBuilder().setSource("a").setEventId("b").build())));
  }

  @Test
  void versionOneStaysAsItIs() {
    var event =
        UsageEvent.newBuilder()
            .setSource("s")
            .setEventId("1")
            .setEventTime(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(5000))
            .setNesting(UsageEvent.Nesting.CONTAINED)
            .putQuantities("output", decimal("2.50"))
            .putQuantities("input", decimal("1"))
            .build();
    assertEquals(
        "3924a3f7195dc6b4acbf40ba4be5140432e90167591c2f5bbba24db952033b98",
        HexFormat.of().formatHex(hash(event)));
  }

  private static byte[] hash(Message message) {
    return CanonicalForm.hash(message);
  }

  private static UsageEvent withInput(String value) {
    return UsageEvent.newBuilder().putQuantities("input", decimal(value)).build();
  }

  private static Decimal decimal(String value) {
    return Decimal.newBuilder().setValue(value).build();
  }
}
