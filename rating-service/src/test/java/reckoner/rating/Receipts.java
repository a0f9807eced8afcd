package reckoner.rating;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.type.Decimal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import reckoner.proto.rating.v1.ClosedPeriod;
import reckoner.proto.rating.v1.PeriodAdjustment;

/** Receipt hashes as docs/receipts.md says that anybody computes them; nothing of ours is used. */
final class Receipts {
  private Receipts() {}

  static String of(ClosedPeriod closed) {
    return hash(ClosedPeriod.newBuilder().addAllCharges(closed.getChargesList()).build());
  }

  static String of(PeriodAdjustment adjusted) {
    return hash(PeriodAdjustment.newBuilder().addAllLines(adjusted.getLinesList()).build());
  }

  private static String hash(Message message) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(form(message).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static String form(Message message) {
    return new TreeMap<>(message.getAllFields())
        .entrySet().stream()
            .map(field ->
                "%d:%s;"
                    .formatted(field.getKey().getNumber(), form(field.getKey(), field.getValue())))
            .collect(Collectors.joining("", "{", "}"));
  }

  private static String form(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      var entries = new TreeMap<String, String>();
      for (var each : (List<?>) value) {
        var entry = (MapEntry<?, ?>) each;
        entries.put(String.valueOf(entry.getKey()), single(entry.getValue()));
      }
      return entries.entrySet().stream()
          .map(entry -> text(entry.getKey()) + "=" + entry.getValue() + ";")
          .collect(Collectors.joining("", "<", ">"));
    }
    if (field.isRepeated()) {
      return ((List<?>) value)
          .stream().map(one -> single(one) + ";").collect(Collectors.joining("", "[", "]"));
    }
    return single(value);
  }

  private static String single(Object value) {
    return switch (value) {
      case Decimal decimal -> text(plain(decimal.getValue()));
      case Message message -> form(message);
      default -> text(value.toString());
    };
  }

  private static String plain(String decimal) {
    var value = new BigDecimal(decimal);
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  private static String text(String value) {
    return value.length() + "\"" + value;
  }
}
