package reckoner.rating.grpc;

import com.google.protobuf.Timestamp;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.TreeMap;
import reckoner.kit.wire.CanonicalForm;
import reckoner.kit.wire.Wire;
import reckoner.pricing.DecimalFault;
import reckoner.pricing.Decimals;
import reckoner.pricing.TokenClass;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.rating.IncomingUsage;
import reckoner.rating.Nesting;
import reckoner.rating.RatingReason;

/**
 * The door of usage: checks one event by itself, in the order of its fields, and names the first
 * fault.
 */
final class UsageReader {
  static final Duration FUTURE_MAX = Duration.ofHours(1);
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final int ID_LENGTH_MAX = 200;
  private static final int CUSTOMER_LENGTH_MAX = 100;
  private static final int PROVIDER_LENGTH_MAX = 100;
  private static final int QUANTITIES_MAX = 20;
  private static final int KEY_SHOWN_MAX = 60;
  private static final int NANOS_MAX = 999_999_999;

  private final Instant latest;

  /** Reads events of a batch that arrives at an instant of business time. */
  UsageReader(Instant now) {
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

  IncomingUsage read(UsageEvent event) {
    var hash = CanonicalForm.hash(event);
    var body = event.toByteArray();
    try {
      return new IncomingUsage.Acceptable(checked(event), hash, body);
    } catch (Fault fault) {
      var key = new reckoner.rating.UsageEvent.Key(event.getSource(), event.getEventId());
      return new IncomingUsage.Faulty(
          key, hash, body, fault.reason, fault.field, String.valueOf(fault.getMessage()));
    }
  }

  private reckoner.rating.UsageEvent checked(UsageEvent event) {
    var key =
        new reckoner.rating.UsageEvent.Key(
            text("source", event.getSource(), ID_LENGTH_MAX),
            text("event_id", event.getEventId(), ID_LENGTH_MAX));
    var eventTime = time(event);
    var customer = text("customer", event.getCustomer(), CUSTOMER_LENGTH_MAX);
    var provider = text("provider", event.getProvider(), PROVIDER_LENGTH_MAX);
    var model = text("model", event.getModel(), ID_LENGTH_MAX);
    var nesting = nesting(event);
    var reported = quantities(event);
    if (nesting.disjoint(reported).isEmpty()) {
      throw new Fault(
          RatingReason.NEGATIVE_REMAINDER,
          "quantities",
          "contain more in their parts than in the whole: less than nothing remains of input or"
              + " output");
    }
    return new reckoner.rating.UsageEvent(
        key, eventTime, customer, provider, model, nesting, reported);
  }

  private static String text(String field, String value, int lengthMax) {
    var length = value.codePointCount(0, value.length());
    if (length == 0 || length > lengthMax || value.indexOf('\0') >= 0) {
      throw new Fault(
          RatingReason.FIELD_INVALID,
          field,
          "is not a text of 1 to %d characters without NUL".formatted(lengthMax));
    }
    return value;
  }

  private Instant time(UsageEvent event) {
    Timestamp stated = event.getEventTime();
    if (!event.hasEventTime() || stated.getNanos() < 0 || stated.getNanos() > NANOS_MAX) {
      throw new Fault(RatingReason.FIELD_INVALID, "event_time", "is missing or malformed");
    }
    if (stated.getSeconds() < EARLIEST.getEpochSecond()) {
      throw outOfRange("is before " + EARLIEST);
    }
    if (stated.getSeconds() > latest.getEpochSecond()) {
      throw outOfRange("is more than an hour after business time: later than " + latest);
    }
    return Wire.instant(stated);
  }

  private static Fault outOfRange(String message) {
    return new Fault(RatingReason.EVENT_TIME_OUT_OF_RANGE, "event_time", message);
  }

  private static Nesting nesting(UsageEvent event) {
    return switch (event.getNesting()) {
      case DISJOINT -> Nesting.DISJOINT;
      case CONTAINED -> Nesting.CONTAINED;
      case NESTING_UNSPECIFIED, UNRECOGNIZED ->
          throw new Fault(
              RatingReason.FIELD_INVALID, "nesting", "is neither DISJOINT nor CONTAINED");
    };
  }

  /** A key as it may stand in messages and tables, whatever the client made of it. */
  private static String shown(String key) {
    var cut = key.length() > KEY_SHOWN_MAX ? key.substring(0, KEY_SHOWN_MAX) + "…" : key;
    return cut.replace('\0', '\uFFFD');
  }

  private static EnumMap<TokenClass, BigDecimal> quantities(UsageEvent event) {
    if (event.getQuantitiesCount() > QUANTITIES_MAX) {
      throw new Fault(
          RatingReason.FIELD_INVALID, "quantities", "are more than %d".formatted(QUANTITIES_MAX));
    }
    var quantities = new EnumMap<TokenClass, BigDecimal>(TokenClass.class);
    for (var stated : new TreeMap<>(event.getQuantitiesMap()).entrySet()) {
      var field = "quantities[\"" + shown(stated.getKey()) + "\"]";
      var tokenClass =
          TokenClass.ofWireName(stated.getKey())
              .orElseThrow(() ->
                  new Fault(RatingReason.TOKEN_CLASS_UNKNOWN, field, "is not a known token class"));
      try {
        quantities.put(tokenClass, Decimals.quantity(stated.getValue().getValue()));
      } catch (DecimalFault broken) {
        throw new Fault(RatingReason.QUANTITY_INVALID, field, String.valueOf(broken.getMessage()));
      }
    }
    return quantities;
  }
}
