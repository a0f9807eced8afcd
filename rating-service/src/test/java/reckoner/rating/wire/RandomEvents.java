package reckoner.rating.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.type.Decimal;
import java.util.Random;
import reckoner.proto.rating.v1.UsageEvent;

/** Events of all that a message can say, acceptable or not. */
final class RandomEvents {
  private static final String[] TEXTS = {
    "", "a", "größer", "\uD83D\uDE00", "0:1\"x;", " ", "model", "\0"
  };
  private static final String[] DECIMALS = {
    "0", "1", "1.0", "1e2", "-1", "-1.50", "0.000000000001", "x", "", "1e999999999", "007"
  };

  private final Random random;
  private final boolean hasUnknownFields;

  /**
   * Makes the same events of the same numbers.
   *
   * @param hasUnknownFields whether some have fields as a later version may send them
   */
  RandomEvents(Random random, boolean hasUnknownFields) {
    this.random = random;
    this.hasUnknownFields = hasUnknownFields;
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private Decimal decimal() {
    return Decimal.newBuilder()
        .setValue(DECIMALS[random.nextInt(DECIMALS.length)])
        .setUnknownFields(unknown())
        .build();
  }

  /** Of all wire types, as a later version may send them. */
  private UnknownFieldSet unknown() {
    var fields = UnknownFieldSet.newBuilder();
    int number = 100 + random.nextInt(3);
    return switch (hasUnknownFields ? random.nextInt(20) : 20) {
      case 0 -> fields.mergeVarintField(number, random.nextInt()).build();
      case 1 ->
          fields
              .mergeField(number, UnknownFieldSet.Field.newBuilder().addFixed64(7).build())
              .build();
      case 2 ->
          fields
              .mergeField(
                  number,
                  UnknownFieldSet.Field.newBuilder()
                      .addGroup(UnknownFieldSet.newBuilder().mergeVarintField(1, 1).build())
                      .build())
              .build();
      case 3 ->
          fields
              .mergeField(
                  // a number of ours with another wire type
                  1 + random.nextInt(12), UnknownFieldSet.Field.newBuilder().addFixed32(7).build())
              .build();
      case 4 ->
          fields
              .mergeField(
                  number,
                  UnknownFieldSet.Field.newBuilder()
                      .addLengthDelimited(ByteString.copyFromUtf8("later"))
                      .build())
              .build();
      default -> fields.build();
    };
  }

  UsageEvent next() {
    var event =
        UsageEvent.newBuilder()
            .setSource(text())
            .setEventId(text())
            .setCustomer(text())
            .setProvider(text())
            .setModel(text())
            .setEventType(text())
            .setNestingValue(random.nextInt(4) - 1)
            .setUnknownFields(unknown());
    if (random.nextBoolean()) {
      event.setEventTime(
          Timestamp.newBuilder()
              .setSeconds(random.nextBoolean() ? random.nextInt(3) - 1 : random.nextLong())
              .setNanos(random.nextInt(3) - 1)
              .setUnknownFields(unknown()));
    }
    if (random.nextBoolean()) {
      event.setQuantity(decimal());
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      event.putQuantities(text(), decimal());
      event.putDimensions(text(), text());
      event.putEvidence(text(), text());
    }
    return event.build();
  }
}
