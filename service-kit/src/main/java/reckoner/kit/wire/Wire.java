package reckoner.kit.wire;

import com.google.protobuf.Timestamp;
import com.google.type.Decimal;
import com.google.type.Interval;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import reckoner.pricing.Decimals;

/** Conversions between common protos and the kernel's types. */
public final class Wire {
  private Wire() {}

  public static Decimal decimal(BigDecimal value) {
    return Decimal.newBuilder().setValue(Decimals.plain(value)).build();
  }

  public static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  /** The instant, cut to the microsecond as the tables keep it. */
  public static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos())
        .truncatedTo(ChronoUnit.MICROS);
  }

  /** The length, whose bounds and whole seconds its reader has checked. */
  public static Duration duration(com.google.protobuf.Duration wire) {
    return Duration.ofSeconds(wire.getSeconds(), wire.getNanos());
  }

  public static com.google.protobuf.Duration duration(Duration length) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(length.getSeconds())
        .setNanos(length.getNano())
        .build();
  }

  /** A half-open interval. */
  public static Interval interval(Instant start, Instant end) {
    return Interval.newBuilder().setStartTime(timestamp(start)).setEndTime(timestamp(end)).build();
  }
}
