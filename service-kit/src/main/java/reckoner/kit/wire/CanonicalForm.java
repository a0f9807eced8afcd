package reckoner.kit.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.type.Decimal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reckoner.pricing.DecimalFault;
import reckoner.pricing.Decimals;
import reckoner.proto.pricing.v1.PriceOuterClass;

/**
 * The canonical form of a message, version 1 (RULES C2): fields by number, absent and default ones
 * left out, map entries sorted, decimals normalised. It does not depend on the encoding, on map
 * order, or on fields that later versions add and a client does not set.
 */
public final class CanonicalForm {
  public static final short VERSION = 1;

  private static final MessageDigest SHA_256 = sha256ByName();

  private CanonicalForm() {}

  /**
   * SHA-256 of the canonical form, leaving out the field {@code request_id} of the outermost
   * message.
   */
  public static byte[] hash(Message message) {
    var text = new StringBuilder();
    write(message, text, true);
    return sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] sha256(byte[] bytes) {
    return newSha256().digest(bytes);
  }

  /** A copy of one, because looking it up by its name takes longer than to hash a short text. */
  private static MessageDigest newSha256() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("every JDK's SHA-256 can be copied", impossible);
    }
  }

  private static MessageDigest sha256ByName() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  public static String sha256Hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }

  private static void write(Message message, StringBuilder out, boolean outermost) {
    if (message instanceof Decimal decimal) {
      writeText(normalised(decimal.getValue()), out);
      return;
    }
    out.append('{');
    for (var field : new TreeMap<>(message.getAllFields()).entrySet()) {
      var descriptor = field.getKey();
      if (outermost && descriptor.getName().equals("request_id")) {
        continue;
      }
      out.append(descriptor.getNumber()).append(':');
      writeField(descriptor, field.getValue(), out);
      out.append(';');
    }
    out.append('}');
  }

  private static void writeField(FieldDescriptor descriptor, Object value, StringBuilder out) {
    if (descriptor.isMapField()) {
      var sorted = new TreeMap<String, Object>();
      for (var entry : (List<?>) value) {
        var message = (Message) entry;
        var type = message.getDescriptorForType();
        sorted.put(
            String.valueOf(message.getField(type.findFieldByNumber(1))),
            message.getField(type.findFieldByNumber(2)));
      }
      out.append('<');
      for (Map.Entry<String, Object> entry : sorted.entrySet()) {
        writeText(entry.getKey(), out);
        out.append('=');
        writeValue(descriptor, entry.getValue(), out);
        out.append(';');
      }
      out.append('>');
    } else if (descriptor.isRepeated()) {
      out.append('[');
      for (var element : (List<?>) value) {
        writeValue(descriptor, element, out);
        out.append(';');
      }
      out.append(']');
    } else {
      writeValue(descriptor, value, out);
    }
  }

  private static void writeValue(FieldDescriptor descriptor, Object value, StringBuilder out) {
    switch (value) {
      case Message message -> write(message, out, false);
      case String text when isDecimal(descriptor) -> writeText(normalised(text), out);
      case ByteString bytes -> out.append('b').append(sha256Hex(bytes.toByteArray()));
      default -> writeText(value.toString(), out);
    }
  }

  /** Whether its text, or that of its values where it is a map, is a decimal. */
  public static boolean isDecimal(FieldDescriptor field) {
    return field.getOptions().getExtension(PriceOuterClass.decimal);
  }

  /** Length before text, so that no text can imitate structure. */
  private static void writeText(String text, StringBuilder out) {
    out.append(text.length()).append('"').append(text);
  }

  /** The decimal as everybody would write it. */
  public static String normalised(String decimal) {
    if (decimal.startsWith("-") && decimal.length() <= Decimals.TEXT_LENGTH_MAX) {
      return "-" + normalised(decimal.substring(1));
    }
    try {
      BigDecimal value = Decimals.amount(decimal);
      return value.toPlainString();
    } catch (DecimalFault notOurs) {
      return decimal; // it is refused later, by name; until then it equals only itself
    }
  }
}
