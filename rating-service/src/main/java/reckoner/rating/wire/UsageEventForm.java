package reckoner.rating.wire;

import com.google.protobuf.Timestamp;
import com.google.type.Decimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import reckoner.kit.wire.CanonicalForm;
import reckoner.proto.rating.v1.UsageEvent;

/**
 * The canonical form of a usage event (RULES C2): the same bytes as {@link CanonicalForm}, without
 * its reflection, which a profile of ingest showed. A test holds both together over every field.
 */
final class UsageEventForm {
  private final StringBuilder out = new StringBuilder(512);

  private UsageEventForm() {}

  static byte[] hash(UsageEvent event) {
    var form = new UsageEventForm();
    form.write(event);
    return CanonicalForm.sha256(form.out.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void write(UsageEvent event) {
    out.append('{');
    text(UsageEvent.SOURCE_FIELD_NUMBER, event.getSource());
    text(UsageEvent.EVENT_ID_FIELD_NUMBER, event.getEventId());
    if (event.hasEventTime()) {
      out.append(UsageEvent.EVENT_TIME_FIELD_NUMBER).append(':');
      time(event.getEventTime());
      out.append(';');
    }
    text(UsageEvent.CUSTOMER_FIELD_NUMBER, event.getCustomer());
    text(UsageEvent.PROVIDER_FIELD_NUMBER, event.getProvider());
    text(UsageEvent.MODEL_FIELD_NUMBER, event.getModel());
    if (event.getNestingValue() != 0) {
      // by its descriptor, which has a name for numbers that are not ours too
      text(
          UsageEvent.NESTING_FIELD_NUMBER,
          UsageEvent.Nesting.getDescriptor()
              .findValueByNumberCreatingIfUnknown(event.getNestingValue())
              .toString());
    }
    if (event.getQuantitiesCount() > 0) {
      out.append(UsageEvent.QUANTITIES_FIELD_NUMBER).append(":<");
      var quantities = event.getQuantitiesMap();
      for (var name : sorted(quantities)) {
        sized(name);
        out.append('=');
        decimal(Objects.requireNonNull(quantities.get(name)));
        out.append(';');
      }
      out.append(">;");
    }
    text(UsageEvent.EVENT_TYPE_FIELD_NUMBER, event.getEventType());
    texts(UsageEvent.DIMENSIONS_FIELD_NUMBER, event.getDimensionsMap());
    if (event.hasQuantity()) {
      out.append(UsageEvent.QUANTITY_FIELD_NUMBER).append(':');
      decimal(event.getQuantity());
      out.append(';');
    }
    texts(UsageEvent.EVIDENCE_FIELD_NUMBER, event.getEvidenceMap());
    out.append('}');
  }

  private void text(int field, String text) {
    if (!text.isEmpty()) {
      out.append(field).append(':');
      sized(text);
      out.append(';');
    }
  }

  private void texts(int field, Map<String, String> texts) {
    if (texts.isEmpty()) {
      return;
    }
    out.append(field).append(":<");
    for (var name : sorted(texts)) {
      sized(name);
      out.append('=');
      sized(Objects.requireNonNull(texts.get(name)));
      out.append(';');
    }
    out.append(">;");
  }

  private static String[] sorted(Map<String, ?> map) {
    var names = map.keySet().toArray(String[]::new);
    Arrays.sort(names);
    return names;
  }

  @SuppressWarnings("ProtoTimestampGetSecondsGetNano") // each field as it stands
  private void time(Timestamp time) {
    out.append('{');
    if (time.getSeconds() != 0) {
      text(Timestamp.SECONDS_FIELD_NUMBER, Long.toString(time.getSeconds()));
    }
    if (time.getNanos() != 0) {
      text(Timestamp.NANOS_FIELD_NUMBER, Integer.toString(time.getNanos()));
    }
    out.append('}');
  }

  private void decimal(Decimal decimal) {
    sized(CanonicalForm.normalised(decimal.getValue()));
  }

  private void sized(String text) {
    out.append(text.length()).append('"').append(text);
  }
}
