package reckoner.rating.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import com.google.type.Decimal;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * A usage event as a source stated it, before anything of it is checked. Where it came as bytes it
 * is read from them without the classes made for its message, whose maps took ingest longer than
 * pricing; a test holds both together over random bytes.
 *
 * @param time when it happened, where it says so
 * @param nesting the number of its name
 * @param quantities decimals as they were written
 * @param quantity likewise; null where it has none
 * @param body the event as it came
 */
public record StatedEvent(
    String source,
    String eventId,
    Optional<Time> time,
    String customer,
    String provider,
    String model,
    int nesting,
    Map<String, String> quantities,
    String eventType,
    Map<String, String> dimensions,
    @Nullable String quantity,
    Map<String, String> evidence,
    byte[] body) {

  /** As it was written, which may be no instant. */
  public record Time(long seconds, int nanos) {}

  /** Of a message, with the bytes that it is written as. */
  public static StatedEvent of(UsageEvent event) {
    return of(event, event.toByteArray());
  }

  @SuppressWarnings("ProtoTimestampGetSecondsGetNano") // each field as it stands
  static StatedEvent of(UsageEvent event, byte[] body) {
    var time = event.getEventTime();
    var quantities = HashMap.<String, String>newHashMap(event.getQuantitiesCount());
    event.getQuantitiesMap().forEach((name, one) -> quantities.put(name, one.getValue()));
    return new StatedEvent(
        event.getSource(),
        event.getEventId(),
        event.hasEventTime()
            ? Optional.of(new Time(time.getSeconds(), time.getNanos()))
            : Optional.empty(),
        event.getCustomer(),
        event.getProvider(),
        event.getModel(),
        event.getNestingValue(),
        quantities,
        event.getEventType(),
        event.getDimensionsMap(),
        event.hasQuantity() ? event.getQuantity().getValue() : null,
        event.getEvidenceMap(),
        body);
  }

  /**
   * Reads one.
   *
   * @param names of its batch, where it came in one
   * @throws InvalidProtocolBufferException where the bytes are no event
   */
  static StatedEvent read(byte[] body, @Nullable Names names)
      throws InvalidProtocolBufferException {
    try {
      return new Reading(body, names).event();
    } catch (InvalidProtocolBufferException broken) {
      throw broken;
    } catch (IOException broken) {
      throw new InvalidProtocolBufferException(broken);
    }
  }

  /** Reads as proto3 asks for it: the last value of a field counts, messages in it are merged. */
  private static final class Reading {
    private static final int LENGTH_DELIMITED = 2;
    private static final int VARINT = 0;
    private static final int KEY = tag(1, LENGTH_DELIMITED);
    private static final int VALUE = tag(2, LENGTH_DELIMITED);
    private static final int DECIMAL = tag(Decimal.VALUE_FIELD_NUMBER, LENGTH_DELIMITED);
    private static final int SECONDS = tag(Timestamp.SECONDS_FIELD_NUMBER, VARINT);
    private static final int NANOS = tag(Timestamp.NANOS_FIELD_NUMBER, VARINT);

    private final byte[] body;
    private final CodedInputStream in;
    private final @Nullable Names names;
    private final Map<String, String> quantities = new HashMap<>();
    private final Map<String, String> dimensions = new HashMap<>();
    private final Map<String, String> evidence = new HashMap<>();
    private String source = "";
    private String eventId = "";
    private String customer = "";
    private String provider = "";
    private String model = "";
    private String eventType = "";
    private @Nullable Time time;
    private @Nullable String quantity;
    private int nesting;

    Reading(byte[] body, @Nullable Names names) {
      this.body = body;
      this.in = CodedInputStream.newInstance(body);
      this.names = names;
    }

    private static int tag(int field, int wireType) {
      return field << 3 | wireType;
    }

    StatedEvent event() throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (!field(tag) && !skip(tag)) {
          break;
        }
      }
      in.checkLastTagWas(0);
      return new StatedEvent(
          source,
          eventId,
          Optional.ofNullable(time),
          customer,
          provider,
          model,
          nesting,
          quantities,
          eventType,
          dimensions,
          quantity,
          evidence,
          body);
    }

    /** Reads the field of a tag; false where it is none of ours. */
    private boolean field(int tag) throws IOException {
      if ((tag & 7) != (tag >>> 3 == UsageEvent.NESTING_FIELD_NUMBER ? VARINT : LENGTH_DELIMITED)) {
        return false;
      }
      switch (tag >>> 3) {
        case UsageEvent.SOURCE_FIELD_NUMBER -> source = name();
        case UsageEvent.EVENT_ID_FIELD_NUMBER -> eventId = text();
        case UsageEvent.EVENT_TIME_FIELD_NUMBER -> time = time(time);
        case UsageEvent.CUSTOMER_FIELD_NUMBER -> customer = name();
        case UsageEvent.PROVIDER_FIELD_NUMBER -> provider = name();
        case UsageEvent.MODEL_FIELD_NUMBER -> model = name();
        case UsageEvent.NESTING_FIELD_NUMBER -> nesting = in.readEnum();
        case UsageEvent.QUANTITIES_FIELD_NUMBER -> entry(quantities, true);
        case UsageEvent.EVENT_TYPE_FIELD_NUMBER -> eventType = name();
        case UsageEvent.DIMENSIONS_FIELD_NUMBER -> entry(dimensions, false);
        case UsageEvent.QUANTITY_FIELD_NUMBER ->
            quantity = decimal(quantity == null ? "" : quantity);
        case UsageEvent.EVIDENCE_FIELD_NUMBER -> entry(evidence, false);
        default -> {
          return false;
        }
      }
      return true;
    }

    /** Goes past a field that is none of ours; false at the end of a group that did not begin. */
    private boolean skip(int tag) throws IOException {
      return UnknownFieldSet.newBuilder().mergeFieldFrom(tag, in);
    }

    private String text() throws IOException {
      return in.readStringRequireUtf8();
    }

    private String name() throws IOException {
      return names == null ? text() : names.read(body, in);
    }

    private int beginMessage() throws IOException {
      return in.pushLimit(in.readRawVarint32());
    }

    private void endMessage(int limitBefore) throws IOException {
      in.checkLastTagWas(0);
      in.popLimit(limitBefore);
    }

    private Time time(@Nullable Time before) throws IOException {
      long seconds = before == null ? 0 : before.seconds();
      int nanos = before == null ? 0 : before.nanos();
      int limitBefore = beginMessage();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == SECONDS) {
          seconds = in.readInt64();
        } else if (tag == NANOS) {
          nanos = in.readInt32();
        } else if (!skip(tag)) {
          break;
        }
      }
      endMessage(limitBefore);
      return new Time(seconds, nanos);
    }

    private String decimal(String before) throws IOException {
      var value = before;
      int limitBefore = beginMessage();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == DECIMAL) {
          value = text();
        } else if (!skip(tag)) {
          break;
        }
      }
      endMessage(limitBefore);
      return value;
    }

    private void entry(Map<String, String> map, boolean isOfDecimals) throws IOException {
      var key = "";
      var value = "";
      int limitBefore = beginMessage();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == KEY) {
          key = name();
        } else if (tag == VALUE) {
          value = isOfDecimals ? decimal(value) : text();
        } else if (!skip(tag)) {
          break;
        }
      }
      endMessage(limitBefore);
      map.put(key, value);
    }
  }
}
