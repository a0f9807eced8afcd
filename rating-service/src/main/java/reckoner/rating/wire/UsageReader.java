package reckoner.rating.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import reckoner.kit.refusal.Refusal;
import reckoner.pricing.DecimalFault;
import reckoner.pricing.Decimals;
import reckoner.pricing.TokenClass;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.rating.IncomingUsage;
import reckoner.rating.KeyHash;
import reckoner.rating.Nesting;
import reckoner.rating.RatingReason;

/**
 * The door of usage: checks one event by itself, in the order of its fields, and names the first
 * fault.
 */
public final class UsageReader {
  static final Duration FUTURE_MAX = Duration.ofHours(1);
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final String WHOLE = "event";
  private static final byte[] NOT_STORED = {};
  private static final int ID_LENGTH_MAX = 200;
  private static final int CUSTOMER_LENGTH_MAX = 100;
  private static final int PROVIDER_LENGTH_MAX = 100;
  private static final int QUANTITIES_MAX = 20;
  private static final int TEXTS_MAX = 50;
  private static final int DIMENSION_LENGTH_MAX = 1_000;
  private static final int EVIDENCE_LENGTH_MAX = 2_000;
  private static final int BODY_LENGTH_MAX = 65_536;
  private static final int KEY_SHOWN_MAX = 60;
  private static final int NANOS_MAX = 999_999_999;

  private final Instant latest;

  /** Reads events of a batch that arrives at an instant of business time. */
  public UsageReader(Instant now) {
    this.latest = now.plus(FUTURE_MAX);
  }

  private static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final RatingReason reason;
    private final String field;

    Fault(RatingReason reason, String field, String message) {
      super(field + " " + message, null, false, false);
      this.reason = reason;
      this.field = field;
    }
  }

  public IncomingUsage read(UsageEvent event) {
    return read(StatedEvent.of(event));
  }

  /** Reads one that came as bytes, which are kept as they came. */
  public IncomingUsage read(StatedEvent event) {
    var hash = UsageEventForm.hash(event);
    try {
      var checked = checked(event);
      requireSize(event.body().length);
      return new IncomingUsage.Acceptable(checked, KeyHash.of(checked.key()), hash, event.body());
    } catch (Fault fault) {
      var key = new reckoner.rating.UsageEvent.Key(event.source(), event.eventId());
      return new IncomingUsage.Faulty(
          key,
          hash,
          event.body(),
          Optional.empty(),
          fault.reason,
          fault.field,
          String.valueOf(fault.getMessage()),
          "");
    }
  }

  /** An event that is asked about and not stored; it may be of any time from 2000 on. */
  public static reckoner.rating.UsageEvent asked(UsageEvent event) {
    try {
      var stated = StatedEvent.of(event, NOT_STORED);
      var checked = new UsageReader(Instant.MAX.minus(FUTURE_MAX)).checked(stated);
      requireSize(event.getSerializedSize());
      return checked;
    } catch (Fault fault) {
      var field = fault.field.equals(WHOLE) ? WHOLE : WHOLE + "." + fault.field;
      var message = String.valueOf(fault.getMessage());
      throw new Refusal(fault.reason, message, List.of(new Refusal.Fault(field, message)))
          .asException();
    }
  }

  private static void requireSize(int bytes) {
    if (bytes > BODY_LENGTH_MAX) {
      throw new Fault(
          RatingReason.EVENT_TOO_LARGE,
          WHOLE,
          "has %,d bytes; at most %,d are accepted".formatted(bytes, BODY_LENGTH_MAX));
    }
  }

  /** The event of a stored body, which passed the door when it was stored. */
  public static reckoner.rating.UsageEvent stored(byte[] body) {
    try {
      var stated = StatedEvent.read(body, null);
      return new UsageReader(Instant.MAX.minus(FUTURE_MAX)).checked(stated);
    } catch (InvalidProtocolBufferException | Fault broken) {
      throw new IllegalStateException("a stored event is broken", broken);
    }
  }

  private reckoner.rating.UsageEvent checked(StatedEvent event) {
    var key =
        new reckoner.rating.UsageEvent.Key(
            text("source", event.source(), 1, ID_LENGTH_MAX),
            text("event_id", event.eventId(), 1, ID_LENGTH_MAX));
    var eventTime = time(event);
    var customer = text("customer", event.customer(), 1, CUSTOMER_LENGTH_MAX);
    // what has no type is a request to a model
    boolean hasType = !event.eventType().isEmpty();
    boolean isOfModel = !hasType || event.nesting() != UsageEvent.Nesting.NESTING_UNSPECIFIED_VALUE;
    int least = isOfModel ? 1 : 0;
    var provider = text("provider", event.provider(), least, PROVIDER_LENGTH_MAX);
    var model = text("model", event.model(), least, ID_LENGTH_MAX);
    var nesting = isOfModel ? nesting(event) : Nesting.DISJOINT;
    var quantities = quantities(event, isOfModel);
    var modelUse =
        isOfModel
            ? Optional.of(modelUse(provider, model, nesting, quantities))
            : Optional.<reckoner.rating.UsageEvent.ModelUse>empty();
    var eventType = text("event_type", event.eventType(), 0, ID_LENGTH_MAX);
    var dimensions = texts("dimensions", event.dimensions(), DIMENSION_LENGTH_MAX);
    var quantity =
        Optional.ofNullable(event.quantity()).map(stated -> quantity("quantity", stated));
    texts("evidence", event.evidence(), EVIDENCE_LENGTH_MAX);
    return new reckoner.rating.UsageEvent(
        key, eventTime, customer, eventType, dimensions, quantity, quantities, modelUse);
  }

  private static reckoner.rating.UsageEvent.ModelUse modelUse(
      String provider, String model, Nesting nesting, Map<String, BigDecimal> quantities) {
    var reported = new EnumMap<TokenClass, BigDecimal>(TokenClass.class);
    quantities.forEach(
        (name, quantity) -> reported.put(TokenClass.ofWireName(name).orElseThrow(), quantity));
    if (nesting.disjoint(reported).isEmpty()) {
      throw new Fault(
          RatingReason.NEGATIVE_REMAINDER,
          "quantities",
          "contain more in their parts than in the whole: less than nothing remains of input or"
              + " output");
    }
    return new reckoner.rating.UsageEvent.ModelUse(provider, model, nesting, reported);
  }

  private static String text(String field, String value, int lengthMin, int lengthMax) {
    if (!isText(value, lengthMin, lengthMax)) {
      throw new Fault(
          RatingReason.FIELD_INVALID,
          field,
          "is not a text of %d to %,d characters without NUL".formatted(lengthMin, lengthMax));
    }
    return value;
  }

  private static boolean isText(String value, int lengthMin, int lengthMax) {
    int units = value.length(); // a character has one or two
    return units >= lengthMin
        && (units <= lengthMax || value.codePointCount(0, units) <= lengthMax)
        && value.indexOf('\0') < 0;
  }

  private static Map<String, String> texts(String field, Map<String, String> texts, int lengthMax) {
    if (texts.size() > TEXTS_MAX) {
      throw new Fault(RatingReason.FIELD_INVALID, field, "are more than %d".formatted(TEXTS_MAX));
    }
    for (var text : texts.entrySet()) {
      if (!isText(text.getKey(), 1, ID_LENGTH_MAX)) {
        text(named(field, text.getKey()) + " as a name", text.getKey(), 1, ID_LENGTH_MAX);
      }
      if (!isText(text.getValue(), 0, lengthMax)) {
        text(named(field, text.getKey()), text.getValue(), 0, lengthMax);
      }
    }
    return texts;
  }

  private Instant time(StatedEvent event) {
    var stated =
        event
            .time()
            .filter(time -> time.nanos() >= 0 && time.nanos() <= NANOS_MAX)
            .orElseThrow(() ->
                new Fault(RatingReason.FIELD_INVALID, "event_time", "is missing or malformed"));
    if (stated.seconds() < EARLIEST.getEpochSecond()) {
      throw outOfRange("is before " + EARLIEST);
    }
    if (stated.seconds() <= latest.getEpochSecond()) {
      var time =
          Instant.ofEpochSecond(stated.seconds(), stated.nanos()).truncatedTo(ChronoUnit.MICROS);
      if (!time.isAfter(latest)) {
        return time;
      }
    }
    throw outOfRange("is more than an hour after business time: later than " + latest);
  }

  private static Fault outOfRange(String message) {
    return new Fault(RatingReason.EVENT_TIME_OUT_OF_RANGE, "event_time", message);
  }

  private static Nesting nesting(StatedEvent event) {
    return switch (event.nesting()) {
      case UsageEvent.Nesting.DISJOINT_VALUE -> Nesting.DISJOINT;
      case UsageEvent.Nesting.CONTAINED_VALUE -> Nesting.CONTAINED;
      default ->
          throw new Fault(
              RatingReason.FIELD_INVALID,
              "nesting",
              "is neither DISJOINT nor CONTAINED, and there is no event type");
    };
  }

  static String named(String field, String name) {
    return field + "[\"" + shown(name) + "\"]";
  }

  /** A key as it may stand in messages and tables, whatever the client made of it. */
  static String shown(String key) {
    var cut = key.length() > KEY_SHOWN_MAX ? key.substring(0, KEY_SHOWN_MAX) + "…" : key;
    return cut.replace('\0', '\uFFFD');
  }

  private static Map<String, BigDecimal> quantities(StatedEvent event, boolean isOfModel) {
    if (event.quantities().isEmpty()) {
      return Map.of();
    }
    if (event.quantities().size() > QUANTITIES_MAX) {
      throw new Fault(
          RatingReason.FIELD_INVALID, "quantities", "are more than %d".formatted(QUANTITIES_MAX));
    }
    var quantities = new HashMap<String, BigDecimal>();
    for (var stated : new TreeMap<>(event.quantities()).entrySet()) {
      var name = stated.getKey();
      var field = named("quantities", name);
      if (isOfModel && TokenClass.ofWireName(name).isEmpty()) {
        throw new Fault(RatingReason.TOKEN_CLASS_UNKNOWN, field, "is not a known token class");
      }
      text(field + " as a name", name, 1, ID_LENGTH_MAX);
      quantities.put(name, quantity(field, stated.getValue()));
    }
    return quantities;
  }

  private static BigDecimal quantity(String field, String stated) {
    try {
      return Decimals.quantity(stated);
    } catch (DecimalFault broken) {
      throw new Fault(RatingReason.QUANTITY_INVALID, field, String.valueOf(broken.getMessage()));
    }
  }
}
