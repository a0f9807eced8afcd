package reckoner.kit.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import com.google.type.Decimal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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

  private static final int PLAIN_DIGITS_MAX = 18;

  private static final MessageDigest SHA_256 = sha256ByName();

  private static final ConcurrentMap<FieldDescriptor, Boolean> DECIMALS = new ConcurrentHashMap<>();

  private CanonicalForm() {}

  /**
   * SHA-256 of the canonical form, leaving out the field {@code request_id} of the outermost
   * message.
   */
  public static byte[] hash(Message message) {
    return hash(message.getDescriptorForType(), message.toByteArray());
  }

  /** The same of bytes that such a message has written. */
  public static byte[] hash(Descriptor type, byte[] message) {
    var form = new Form();
    try {
      form.add(CodedInputStream.newInstance(message), type, true);
    } catch (IOException impossible) {
      throw new UncheckedIOException("what a message writes can be read", impossible);
    }
    return sha256(form.text.toString().getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] sha256(byte[] bytes) {
    return sha256(bytes, bytes.length);
  }

  /** Of the first bytes alone. */
  public static byte[] sha256(byte[] bytes, int length) {
    var digest = newSha256();
    digest.update(bytes, 0, length);
    return digest.digest();
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

  /**
   * The form of a message out of its bytes, in which fields stand by number already: to ask the
   * message for its fields by reflection takes several times as long.
   */
  private static final class Form {
    private final StringBuilder text = new StringBuilder();

    /** Adds a message up to the end or the limit of its bytes. */
    void add(CodedInputStream in, Descriptor type, boolean outermost) throws IOException {
      if (type.equals(Decimal.getDescriptor())) {
        addText(normalised(readDecimal(in)));
        return;
      }
      text.append('{');
      for (int tag = in.readTag(); tag != 0; ) {
        var field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
        if (field == null || (outermost && field.getName().equals("request_id"))) {
          in.skipField(tag);
          tag = in.readTag();
          continue;
        }
        text.append(field.getNumber()).append(':');
        if (field.isMapField()) {
          tag = addMap(in, field, tag);
        } else if (field.isRepeated()) {
          tag = addList(in, field, tag);
        } else {
          addValue(in, field, field);
          tag = in.readTag();
        }
        text.append(';');
      }
      text.append('}');
    }

    /** Adds the values that follow each other under one tag; answers the next. */
    private int addList(CodedInputStream in, FieldDescriptor field, int tag) throws IOException {
      text.append('[');
      int next = tag;
      while (next == tag) {
        if (field.isPackable()
            && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          int limit = in.pushLimit(in.readRawVarint32());
          while (!in.isAtEnd()) {
            addValue(in, field, field);
            text.append(';');
          }
          in.popLimit(limit);
        } else {
          addValue(in, field, field);
          text.append(';');
        }
        next = in.readTag();
      }
      text.append(']');
      return next;
    }

    private int addMap(CodedInputStream in, FieldDescriptor field, int tag) throws IOException {
      var entry = field.getMessageType();
      var sorted = new TreeMap<String, String>();
      int next = tag;
      while (next == tag) {
        int limit = in.pushLimit(in.readRawVarint32());
        in.readTag(); // an entry has both
        var key = String.valueOf(read(in, entry.findFieldByNumber(1)));
        in.readTag();
        int begin = text.length();
        addValue(in, entry.findFieldByNumber(2), field);
        sorted.put(key, text.substring(begin));
        text.setLength(begin);
        in.popLimit(limit);
        next = in.readTag();
      }
      text.append('<');
      sorted.forEach((key, value) -> {
        addText(key);
        text.append('=').append(value).append(';');
      });
      text.append('>');
      return next;
    }

    /**
     * Adds a value.
     *
     * @param marked the field that says whether a text is a decimal
     */
    private void addValue(CodedInputStream in, FieldDescriptor field, FieldDescriptor marked)
        throws IOException {
      if (field.getType() == FieldDescriptor.Type.MESSAGE) {
        int limit = in.pushLimit(in.readRawVarint32());
        add(in, field.getMessageType(), false);
        in.popLimit(limit);
        return;
      }
      switch (read(in, field)) {
        case String string when DECIMALS.computeIfAbsent(marked, CanonicalForm::isDecimal) ->
            addText(normalised(string));
        case ByteString bytes -> text.append('b').append(sha256Hex(bytes.toByteArray()));
        case Object value -> addText(value.toString());
      }
    }

    private static String readDecimal(CodedInputStream in) throws IOException {
      var value = "";
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == Decimal.VALUE_FIELD_NUMBER) {
          value = in.readString();
        } else {
          in.skipField(tag);
        }
      }
      return value;
    }

    private static Object read(CodedInputStream in, FieldDescriptor field) throws IOException {
      return switch (field.getType()) {
        case STRING -> in.readString();
        case BYTES -> in.readBytes();
        case BOOL -> in.readBool();
        case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(in.readEnum());
        case INT32 -> in.readInt32();
        case UINT32 -> in.readUInt32();
        case SINT32 -> in.readSInt32();
        case FIXED32 -> in.readFixed32();
        case SFIXED32 -> in.readSFixed32();
        case INT64 -> in.readInt64();
        case UINT64 -> in.readUInt64();
        case SINT64 -> in.readSInt64();
        case FIXED64 -> in.readFixed64();
        case SFIXED64 -> in.readSFixed64();
        case FLOAT -> in.readFloat();
        case DOUBLE -> in.readDouble();
        case MESSAGE, GROUP ->
            throw new IllegalArgumentException("no value by itself: " + field.getFullName());
      };
    }

    /** Length before text, so that no text can imitate structure. */
    private void addText(String value) {
      text.append(value.length()).append('"').append(value);
    }
  }

  /** Whether its text, or that of its values where it is a map, is a decimal. */
  public static boolean isDecimal(FieldDescriptor field) {
    return field.getOptions().getExtension(PriceOuterClass.decimal);
  }

  /** The decimal as everybody would write it. */
  public static String normalised(String decimal) {
    if (isPlainInteger(decimal)) {
      return decimal;
    }
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

  /** Whether it is a whole number of few digits as everybody would write it. */
  private static boolean isPlainInteger(String decimal) {
    int digits = decimal.length();
    if (digits == 0 || digits > PLAIN_DIGITS_MAX || (digits > 1 && decimal.charAt(0) == '0')) {
      return false;
    }
    for (int i = 0; i < digits; i++) {
      char c = decimal.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }
}
